// Command gen writes the wire layer of Strowger: it reads the public service models as data and generates the packages
// connectapi, participantapi and ctiapi.
//
//	go run ./internal/gen -model DIR [-out internal]
//
// DIR holds connect.json, connectparticipant.json and cti.json in the format of the Python SDK's service models, with
// or without their prose. The models are not part of this repository; the generated files are. The same models always
// give the same bytes.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// MODEL in the environment is the folder of the models.
//go:generate go run . -model $MODEL -out ..

func main() {
	modelDir := flag.String("model", "", "folder with connect.json, connectparticipant.json and cti.json")
	out := flag.String("out", "internal", "folder of the generated packages")
	flag.Parse()
	if err := run(*modelDir, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run generates all packages.
func run(modelDir, out string) error {
	if modelDir == "" {
		return fmt.Errorf("say with -model where the models are")
	}
	for _, target := range targets {
		source, err := os.ReadFile(filepath.Join(modelDir, target.model))
		if err != nil {
			return fmt.Errorf("read the model: %w", err)
		}
		files, err := generate(target, source)
		if err != nil {
			return fmt.Errorf("%s: %w", target.model, err)
		}
		folder := filepath.Join(out, target.pkg)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("make the package folder: %w", err)
		}
		for _, file := range files {
			if err := os.WriteFile(filepath.Join(folder, file.name), file.text, 0o644); err != nil {
				return fmt.Errorf("write a generated file: %w", err)
			}
		}
	}
	return nil
}

// generate turns one model into the files of one package.
func generate(target target, source []byte) ([]file, error) {
	m, err := readModel(source)
	if err != nil {
		return nil, err
	}
	if err := m.nameShapes(target); err != nil {
		return nil, err
	}
	p := newPackage(target, m)
	if err := p.checkNames(); err != nil {
		return nil, err
	}
	return p.files()
}
