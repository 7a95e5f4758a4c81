package sandpiper_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// licences are what a module may be under whose code is given on with ours:
// words that the text of each has, and no other's.
var licences = []string{
	"Apache License Version 2.0, January 2004",
	"may be used to endorse or promote products derived from this software without specific prior written permission",        // BSD, of three clauses
	"Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted", // ISC
	"Permission is hereby granted, free of charge, to any person obtaining a copy of this software",                          // MIT
}

// forTests is what a module may be under besides that only tests use. Its text
// names licences that are refused.
const forTests = "Mozilla Public License Version 2.0"

// refused stand in no file of a licence that may be.
var refused = []string{
	"GNU General Public License", "GNU Lesser General Public License", "GNU Affero General Public License", "Mozilla Public License",
	"Business Source License", "Server Side Public License", "Eclipse Public License", "Common Development and Distribution License",
}

func TestEachDependencyHasALicenceThatLetsItBeGivenOn(t *testing.T) {
	shipped := dependenciesOf(t)
	for path, dir := range dependenciesOf(t, "-test") {
		for file, text := range licenceFiles(t, dir) {
			if why := unlike(text); why != "" && (shipped[path] != "" || !strings.HasPrefix(text, forTests)) {
				t.Errorf("%s: %s %s", path, file, why)
			}
		}
	}
	for _, path := range []string{"github.com/evanw/esbuild", "github.com/tetratelabs/wazero", "github.com/inconshreveable/mousetrap"} {
		if shipped[path] == "" {
			t.Errorf("%s was not looked at", path)
		}
	}
}

func TestALicenceThatIsNotAllowedIsSeen(t *testing.T) {
	for text, want := range map[string]bool{
		"MIT\nPermission is hereby granted, free\nof charge, to any person obtaining a copy of this software":   true,
		"                                 Apache License\n                           Version 2.0, January 2004": true,
		forTests: false,
		"GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007":            false,
		"All rights reserved.":                                           false,
		licences[3] + "\n\nGNU Lesser General Public License, version 3": false,
	} {
		if why := unlike(text); (why == "") != want {
			t.Errorf("%q: %q", text, why)
		}
	}
}

// unlike says why a text is none of the allowed licences, empty: it is one.
func unlike(text string) string {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	for _, title := range refused {
		if strings.Contains(text, strings.ToLower(title)) {
			return "has the words " + title
		}
	}
	for _, words := range licences {
		if strings.Contains(text, strings.ToLower(words)) {
			return ""
		}
	}
	return "is no licence that may be"
}

// dependenciesOf returns the folders of the modules whose packages ours import,
// on any system that we build for.
func dependenciesOf(t *testing.T, flags ...string) map[string]string {
	dirs := map[string]string{}
	for _, system := range []string{"linux", "darwin", "windows"} {
		args := append([]string{"list", "-deps", "-json=Module"}, flags...)
		out := run(t, ".", []string{"GOOS=" + system}, "go", append(args, "./...")...)
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var p struct {
				Module *struct {
					Path, Dir string
					Main      bool
				}
			}
			err := d.Decode(&p)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.Module != nil && !p.Module.Main {
				dirs[p.Module.Path] = p.Module.Dir
			}
		}
	}
	return dirs
}

// licenceFiles returns the texts of the licences in the folder of a module.
func licenceFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "LICEN") && !strings.HasPrefix(name, "COPYING") && !strings.HasPrefix(name, "UNLICEN") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		texts[e.Name()] = string(b)
	}
	if len(texts) == 0 {
		t.Errorf("%s has no file with a licence", dir)
	}
	return texts
}
