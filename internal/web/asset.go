package web

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"io/fs"
	"net/http"
	"path"
)

//go:embed page/*.js page/*.css
var pageFiles embed.FS

// AssetPath is where pages load their modules and styles from.
const AssetPath = "/assets/"

// pagePolicy is what a browser may do with a page of ours: load our files, and
// talk to us. Who may show it in a frame is for each page to add.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "

// Assets serves the files that pages load, below AssetPath.
func Assets() http.Handler {
	assets := readAssets(pageFiles, "page")
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+AssetPath+"{name}", func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets[r.PathValue("name")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r)
	})
	return mux
}

// asset is a file that a page loads.
type asset struct {
	kind string // Content-Type
	tag  string // ETag; other content has another one
	data []byte
}

// assetKinds are the types of files that pages load, by ending. They are named
// here because hosts differ in what they take a module for.
var assetKinds = map[string]string{
	".js":  "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
}

// readAssets returns the files of a folder by name. They are part of the
// program, so that a failure is a mistake in building it.
func readAssets(files fs.FS, folder string) map[string]asset {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		panic(err)
	}
	assets := map[string]asset{}
	for _, entry := range entries {
		data, err := fs.ReadFile(files, path.Join(folder, entry.Name()))
		if err != nil {
			panic(err)
		}
		digest := sha256.Sum256(data)
		assets[entry.Name()] = asset{
			kind: assetKinds[path.Ext(entry.Name())], data: data,
			tag: `"` + base64.RawURLEncoding.EncodeToString(digest[:]) + `"`,
		}
	}
	return assets
}

// serve answers with the file, or with nothing to one who has it. It is asked for
// each time, so that a page never mixes the files of two versions.
func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "no-cache")
	header.Set("ETag", a.tag)
	header.Set("X-Content-Type-Options", "nosniff")
	if r.Header.Get("If-None-Match") == a.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Type", a.kind)
	_, _ = w.Write(a.data) // a failure means that the browser has gone
}
