// Command generate writes everything that follows from check.json, the one
// table of the ABI: the constants of package abi, the host's dispatch table,
// the imports of the SDKs and the prose page.
//
// It is run by go generate in abi/v1, and its output is checked in.
package main

import (
	"bytes"
	"embed"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

//go:embed templates
var templates embed.FS

// outputs are the generated files, relative to abi/v1, by their template.
var outputs = []struct{ template, file string }{
	{"abi.go.tmpl", "abi.go"},
	{"README.md.tmpl", "README.md"},
	{"host.go.tmpl", "../../runtime/check_v1.go"},
	{"sdk.go.tmpl", "../../guest-sdk/go/internal/abi/abi.go"},
	{"sdk_imports.go.tmpl", "../../guest-sdk/go/internal/abi/imports_wasm.go"},
	{"sandpiper.h.tmpl", "../../guest-sdk/c/sandpiper.h"},
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	table, err := readTable("check.json")
	if err != nil {
		return err
	}
	parsed, err := template.New("").Funcs(functions).ParseFS(templates, "templates/*.tmpl")
	if err != nil {
		return err
	}
	for _, output := range outputs {
		var text bytes.Buffer
		if err := parsed.ExecuteTemplate(&text, output.template, table); err != nil {
			return err
		}
		content := text.Bytes()
		if strings.HasSuffix(output.file, ".go") {
			if content, err = format.Source(content); err != nil {
				return fmt.Errorf("formatting %s: %w", output.file, err)
			}
		}
		if err := os.MkdirAll(filepath.Dir(output.file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(output.file, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
