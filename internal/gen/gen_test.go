package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// lampREST and lampTarget are small packages that use every feature of the two kinds of model.
var (
	lampREST = target{
		model: "model.json", pkg: "lampapi", title: "Lamp API", invalid: []string{"DarkException"},
		internal: "FuseException", plain: []string{"Boolean"}, arnForID: true,
	}
	lampTarget = target{
		model: "cti.json", pkg: "lampcti", title: "Lamp page protocol", invalid: []string{"X"}, internal: "Y",
		names: map[string]string{"S2": "Auth", "Sx": "RoomList", "RoomList.member": "Room", "GetLampsOutput.state": "Overall"},
	}
)

func TestGenerate_Golden(t *testing.T) {
	t.Parallel()
	for _, target := range []target{lampREST, lampTarget} {
		source, err := os.ReadFile(filepath.Join("testdata", target.model))
		if err != nil {
			t.Fatal(err)
		}
		files, err := generate(target, source)
		if err != nil {
			t.Fatalf("%s: %v", target.model, err)
		}
		again, err := generate(target, source)
		if err != nil {
			t.Fatal(err)
		}
		for i, file := range files {
			if !bytes.Equal(file.text, again[i].text) {
				t.Errorf("%s differs from one run to the next", file.name)
			}
			path := filepath.Join("testdata", "golden", target.pkg+"_"+file.name+".txt")
			if *update {
				if err := os.WriteFile(path, file.text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(file.text, want) {
				t.Errorf("%s differs from %s:\n%s", file.name, path, file.text)
			}
		}
	}
}

func TestConstantName(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"VOICE": "KindVoice", "TIME_SINCE_LAST": "KindTimeSinceLast", "OnSlaBreach": "KindOnSlaBreach", "en_US": "KindEnUS",
		"en-US": "KindEnUs", "connect:chat": "KindConnectChat", "A1_b": "KindA1B",
	} {
		if got := constantName("kind", value); got != want {
			t.Errorf("%s: got %s, want %s", value, got, want)
		}
	}
}

func TestRepairPattern(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		`^[a-z]+$`: `^[a-z]+$`, `.*\\S.*`: `.*\S.*`, `/^(?=.*\d)x$/`: `^(?=.*\d)x$`, `[\u0009\u00A1-\u00FF]`: `[\x{0009}\x{00A1}-\x{00FF}]`,
	} {
		if got := repairPattern(pattern); got != want {
			t.Errorf("%s: got %s, want %s", pattern, got, want)
		}
	}
}

// TestGenerate_Refuses has one row for each model that the generator must not guess about.
func TestGenerate_Refuses(t *testing.T) {
	t.Parallel()
	const head = `{"metadata":{"protocol":"rest-json"},"operations":{"Do":{"http":{"method":"PUT","requestUri":"/do"},` +
		`"input":{"shape":"In"}}},"shapes":{"In":{"type":"structure","members":{"a":{"shape":"A"}}},`
	tests := map[string]struct{ source, want string }{
		"no JSON":          {`{`, "read the model"},
		"protocol":         {`{"metadata":{"protocol":"query"}}`, `protocol "query" is not known`},
		"path":             {`{"metadata":{"protocol":"rest-json"},"operations":{"Do":{"http":{"requestUri":"/do?x"}}}}`, "unknown form"},
		"missing shape":    {head + `"B":{"type":"string"}}}`, "a: shape A does not exist"},
		"look-ahead":       {head + `"A":{"type":"string","pattern":"(?!x)y"}}}`, "write a function matchA"},
		"pattern":          {head + `"A":{"type":"string","pattern":"["}}}`, "the pattern of A"},
		"reserved name":    {strings.ReplaceAll(head, `"A"`, `"Service"`) + `"Service":{"type":"structure"}}}`, "would both be called Service"},
		"constant clashes": {head + `"A":{"type":"string","enum":["x-y","X_Y"]}}}`, "would both be called AXY"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := generate(target{pkg: "x"}, []byte(test.source))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("err = %v, want %q", err, test.want)
			}
		})
	}
}

func TestRun_WritesAllPackages(t *testing.T) {
	t.Parallel()
	models, out := t.TempDir(), t.TempDir()
	for _, target := range targets {
		source := "model.json"
		if target.pkg == "ctiapi" {
			source = "cti.json"
		}
		text, err := os.ReadFile(filepath.Join("testdata", source))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(models, target.model), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(models, out); err != nil {
		t.Fatal(err)
	}
	for _, target := range targets {
		if _, err := os.Stat(filepath.Join(out, target.pkg, "routes.go")); err != nil {
			t.Error(err)
		}
	}
	if err := run("", out); err == nil {
		t.Error("no model folder was accepted")
	}
	if err := run(out, out); err == nil {
		t.Error("a folder without models was accepted")
	}
}
