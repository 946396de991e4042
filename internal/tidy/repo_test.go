package tidy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ban is a form of words that no file of the tree has. The expressions below are
// written so that they do not match themselves.
type ban struct {
	form *regexp.Regexp
	what string
}

// registryHosts are hosts from which packages are fetched. Which mirror to use is
// the business of whoever builds; a name in the tree ends up in somebody's
// lockfile.
var registryHosts = []ban{
	{regexp.MustCompile(`(?i)\b(registry[.]npmjs[.](org|com)|registry[.]yarnpkg[.]com|npm[.]pkg[.]github[.]com)\b`), "a registry of JavaScript packages"},
	{regexp.MustCompile(`(?i)\b(proxy[.]golang[.]org|sum[.]golang[.]org|index[.]golang[.]org|gosum[.]io|goproxy[.](io|cn))\b`), "a proxy of Go modules"},
	{regexp.MustCompile(`(?i)\b((deb|security|snapshot|ftp|archive)[.]debian[.]org|(archive|security|ports)[.]ubuntu[.]com|dl-cdn[.]alpinelinux[.]org|mirrors[.]kernel[.]org)\b`), "a mirror of system packages"},
	{regexp.MustCompile(`(?i)\b((test[.])?pypi[.]org|files[.]pythonhosted[.]org|conda[.]anaconda[.]org|(static|index)[.]crates[.]io|rubygems[.]org|repo1?[.]maven([.]apache)?[.]org|api[.]nuget[.]org)\b`), "a registry of packages"},
	{regexp.MustCompile(`(?i)\b(unpkg[.]com|cdn[.]jsdelivr[.]net|cdnjs[.]cloudflare[.]com|esm[.]sh|cdn[.]skypack[.]dev)\b`), "a host of script bundles"},
}

// machinePaths are places on a developer's machine.
var machinePaths = []ban{
	{regexp.MustCompile(`(^|file://|[^\w.~/:}*-])/(work|root|home|Users)/[\w.]`), "a path of somebody's machine"},
	{regexp.MustCompile(`(?i)\b[a-z]:\\\\?(users|work|home)\\`), "a path of somebody's machine"},
	{regexp.MustCompile(`/var/[f]olders/|/tmp/bash[_]jobs`), "a path of somebody's machine"},
}

// shopTalk are words about how and where the tree was written instead of what it
// does. Contact centres have agents, sessions and helpers; these are other words.
var shopTalk = []ban{
	{regexp.MustCompile(`(?i)\b(cla[u]de|anthro[p]ic|open[a]i|chat[g]pt|copi[l]ot|gpt-[0-9])\b`), "a name from another trade"},
	{regexp.MustCompile(`(?i)\b(l[l]ms?|large[ ]language[ ]models?|a[i][ -](generated|assisted|written|authored)|(written|generated)[ ]by[ ](an[ ])?a[i])\b`), "about how the text was made"},
	{regexp.MustCompile(`(?i)\b(co-authored[-]by|sub-?agen[t]s?|coding[ ]agen[t]s?|prompt[ ]engineering|as[ ]an[ ]a[i])\b`), "about how the text was made"},
	{regexp.MustCompile(`(?i)\b(in[ ]this[ ]sandbox|this[ ]workspace|our[ ]workplace|the[ ]task[ ]brief|the[ ]brief[ ](says|asks|wants)|my[ ]instructions|issue[ ]tracker[ ]at[ ]work)\b`), "about where the text was made"},
	{regexp.MustCompile(`(?i)(style[-]anchors|api[-]surface[.]md|routing[-]semantics[.]md|queueing[-]checks|shared/(reference|model|hooks))`), "a document that is not in the tree"},
}

// checkBans looks for banned words in all text files.
func checkBans(tr *tree, bans []ban) []finding {
	var found []finding
	for _, f := range tr.files {
		if !f.isText() {
			continue
		}
		for _, b := range bans {
			for _, at := range b.form.FindAllIndex(f.data, -1) {
				line := bytes.Count(f.data[:at[0]], []byte("\n")) + 1
				found = append(found, finding{path: f.path, line: line,
					text: fmt.Sprintf("%q is %s", bytes.TrimSpace(f.data[at[0]:at[1]]), b.what)})
			}
		}
	}
	return found
}

// lockSetting keeps the address of whoever installed last out of lockfiles.
const lockSetting = "omit-lockfile-registry-resolved=true"

// checkLockfiles looks at every folder with JavaScript packages.
func checkLockfiles(tr *tree) []finding {
	files := map[string][]byte{}
	for _, f := range tr.files {
		files[f.path] = f.data
	}
	var found []finding
	for _, f := range tr.files {
		switch path.Base(f.path) {
		case "package.json":
			if strings.Contains("/"+f.path, "/testdata/") {
				continue
			}
			settings, locked := files[path.Join(f.folder(), ".npmrc")], files[path.Join(f.folder(), "package-lock.json")]
			if !slices.Contains(strings.Fields(string(settings)), lockSetting) {
				found = append(found, finding{path: f.path, text: "has no .npmrc beside it with " + lockSetting})
			}
			if locked == nil {
				found = append(found, finding{path: f.path, text: "has no package-lock.json beside it"})
			}
		case "package-lock.json":
			if bytes.Contains(f.data, []byte(`"resolved"`)) {
				found = append(found, finding{path: f.path, text: `has "resolved" addresses in it`})
			}
			if !json.Valid(f.data) {
				found = append(found, finding{path: f.path, text: "is not JSON"})
			}
		}
	}
	return found
}

// Limits of files.
const (
	maxFileBytes         = 1 << 20
	maxScriptLine        = 500 // characters; longer lines are a bundle's
	maxArchitectureLines = 300
)

func checkSizes(tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		if len(f.data) > maxFileBytes {
			found = append(found, finding{path: f.path, text: fmt.Sprintf("has %d bytes, at most %d are allowed", len(f.data), maxFileBytes)})
		}
	}
	return found
}

var (
	bundleName  = regexp.MustCompile(`(?i)([.-](min|bundle|umd|iife)\.(js|mjs|css)|\.(js|css)\.map|(^|/)(node_modules|vendor|third_party|bower_components)/)`)
	bundleText  = regexp.MustCompile(`(?i)(@license|/\*!|sourceMappingURL=|webpackBootstrap|__esModule)`)
	foreignLoad = regexp.MustCompile(`(?i)<(script|link)[^>]+(src|href)\s*=\s*["']?(https?:)?//`)
)

// checkBundles looks for scripts that somebody else wrote, in the tree or loaded
// by a page.
func checkBundles(tr *tree) []finding {
	var found []finding
	for _, f := range tr.files {
		ending := path.Ext(f.path)
		script := slices.Contains([]string{".js", ".mjs", ".cjs", ".css"}, ending)
		if bundleName.MatchString(f.path) {
			found = append(found, finding{path: f.path, text: "has the name of a bundle"})
		}
		if !script && ending != ".html" && ending != ".tmpl" && ending != ".gohtml" {
			continue
		}
		for i, line := range strings.Split(string(f.data), "\n") {
			switch {
			case script && len(line) > maxScriptLine:
				found = append(found, finding{path: f.path, line: i + 1, text: fmt.Sprintf("has %d characters in a line", len(line))})
			case script && bundleText.MatchString(line):
				found = append(found, finding{path: f.path, line: i + 1, text: "is marked as somebody else's: " + bundleText.FindString(line)})
			case !script && foreignLoad.MatchString(line):
				found = append(found, finding{path: f.path, line: i + 1, text: "loads from another host"})
			}
		}
	}
	return found
}

// checkArchitecture holds ARCHITECTURE.md, where there is one, against the
// packages that there are. A package is named as `name`, name/ or by its path.
func checkArchitecture(tr *tree) []finding {
	const page = "ARCHITECTURE.md"
	var text string
	for _, f := range tr.files {
		if f.path == page {
			text = string(f.data)
		}
	}
	if text == "" {
		return nil
	}
	var found []finding
	if n := strings.Count(text, "\n"); n > maxArchitectureLines {
		found = append(found, finding{path: page, text: fmt.Sprintf("has %d lines, at most %d are allowed", n, maxArchitectureLines)})
	}
	for folder := range tr.packages() {
		name, ours := strings.CutPrefix(folder, "internal/")
		if !ours {
			continue
		}
		last := path.Base(name)
		if !strings.Contains(text, name+"/") && !strings.Contains(text, "`"+name+"`") && !strings.Contains(text, folder) &&
			!strings.Contains(text, last+"/") && !strings.Contains(text, "`"+last+"`") {
			found = append(found, finding{path: page, text: "does not name the package " + name})
		}
	}
	return found
}

func TestRepo(t *testing.T) {
	t.Parallel()
	for name, rule := range map[string]struct {
		check func(*tree) []finding
		why   string
	}{
		"registry hosts": {func(tr *tree) []finding { return checkBans(tr, registryHosts) },
			"the tree builds behind any mirror, and says nothing about ours"},
		"machine paths": {func(tr *tree) []finding { return checkBans(tr, machinePaths) },
			"a path of one machine is wrong on every other"},
		"shop talk": {func(tr *tree) []finding { return checkBans(tr, shopTalk) },
			"the tree is about routing contacts, not about its making"},
		"lockfiles":    {checkLockfiles, "a lockfile pins versions and hashes; addresses in it are those of somebody's mirror"},
		"sizes":        {checkSizes, "what is in the history stays in every clone"},
		"bundles":      {checkBundles, "we answer for every line that a browser runs; pages have no build step and load nothing from elsewhere"},
		"architecture": {checkArchitecture, "whoever looks for something starts at ARCHITECTURE.md"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report(t, rule.why, rule.check(load(t)))
		})
	}
}

// TestRepo_Finds shows each check what it is for. Banned words are put together
// here, so that this file does not have them.
func TestRepo_Finds(t *testing.T) {
	t.Parallel()
	dot := "."
	for _, c := range []struct {
		name  string
		check func(*tree) []finding
		files map[string]string
		want  []string
	}{
		{"hosts", func(tr *tree) []finding { return checkBans(tr, registryHosts) }, map[string]string{
			"a.md": "fine\nhttps://registry" + dot + "npmjs" + dot + "org/x", "b.yml": "GOPROXY=https://proxy" + dot + "golang" + dot + "org",
			"c": "deb http://deb" + dot + "debian" + dot + "org", "d.txt": "https://pypi" + dot + "org/simple", "e.md": "the registry of instances, golang.org/x/time",
			"f": "\x00 proxy" + dot + "golang" + dot + "org",
		}, []string{"a.md:2", "b.yml:1", "c:1", "d.txt:1"}},
		{"paths", func(tr *tree) []finding { return checkBans(tr, machinePaths) }, map[string]string{
			"a": "cd /work" + "/main", "b": "see /home" + "/joe/x", "c": "/root" + "/go", "d": `C:\Us` + `ers\joe`,
			"f": "see file:///ho" + "me/joe",
			"e": "GET https://host/home/page and ./work/x and $DIR/root/x",
		}, []string{"a:1", "b:1", "c:1", "d:1", "f:1"}},
		{"words", func(tr *tree) []finding { return checkBans(tr, shopTalk) }, map[string]string{
			"a": "made by Cla" + "ude", "b": "A" + "I-generated", "c": "co-authored" + "-by: x", "d": "see api" + "-surface.md",
			"e": "the agent's session; t.Helper(); prompts; contact; said; APNS_SANDBOX",
		}, []string{"a:1", "b:1", "c:1", "d:1"}},
		{"lockfiles", checkLockfiles, map[string]string{
			"good/package.json": "{}", "good/.npmrc": "fund=false\n" + lockSetting + "\n", "good/package-lock.json": "{}",
			"bad/package.json": "{}", "bad/package-lock.json": `{"resolved":"x"}`, "none/package.json": "{}", "none/.npmrc": lockSetting,
		}, []string{`bad/package-lock.json: has "resolved"`, "bad/package.json: has no .npmrc", "none/package.json: has no package-lock"}},
		{"sizes", checkSizes, map[string]string{"a": strings.Repeat("x", maxFileBytes), "b": strings.Repeat("x", maxFileBytes+1)}, []string{"b: has"}},
		{"bundles", checkBundles, map[string]string{
			"web/a.min.js": "", "web/b.js": "/*! lib v1 */", "web/c.js": strings.Repeat("x", maxScriptLine+1), "web/d.html": `<script src="https://x/y.js">`,
			"web/e.js": "const a = 1", "web/f.html": `<script src="/assets/e.js">`, "third_party/g.js": "",
		}, []string{"third_party/g.js", "web/a.min.js", "web/b.js:1", "web/c.js:1", "web/d.html:1"}},
		{"architecture", checkArchitecture, map[string]string{
			"ARCHITECTURE.md":      "`center` and flow/ and store/\n" + strings.Repeat("\n", maxArchitectureLines),
			"internal/center/a.go": "package center", "internal/flow/a.go": "package flow", "internal/store/sqlite/a.go": "package sqlite",
			"cmd/x/a.go": "package main",
		}, []string{"does not name the package store/sqlite", "has 301 lines"}},
		{"no architecture", checkArchitecture, map[string]string{"internal/center/a.go": "package center"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wantFindings(t, c.check(sample(t, c.files)), c.want...)
		})
	}
}
