package sandpiper_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// promises are the pages that tie what they say to the tests that hold it.
var promises = []string{"SPECIFICATION.md", "docs/documents.md", "docs/sandbox.md", "docs/security.md"}

var testName = regexp.MustCompile("`((?:Test|Fuzz|Example)[A-Za-z0-9_]*)`")

func TestEveryPromiseNamesATestThatExists(t *testing.T) {
	tests := testsOfTheProject(t)
	for _, page := range promises {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		named := testName.FindAllStringSubmatch(string(text), -1)
		if len(named) == 0 {
			t.Errorf("%s names no test", page)
		}
		for _, match := range named {
			if !tests[match[1]] {
				t.Errorf("%s names %s, which is nowhere", page, match[1])
			}
		}
	}
}

// testsOfTheProject are the names of all test functions, of every module.
func testsOfTheProject(t *testing.T) map[string]bool {
	tests := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != ".":
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declaration := range file.Decls {
			if function, ok := declaration.(*ast.FuncDecl); ok && function.Recv == nil {
				tests[function.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}

// link is a link of Markdown, and span a path from the root that stands as code.
var (
	link = regexp.MustCompile(`\]\(([^)#]+)`)
	span = regexp.MustCompile("`(docs/[^` ]+)`")
)

func TestEveryLinkLeadsToAFile(t *testing.T) {
	pages, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(append(pages, more...), "abi/v1/README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), match[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", page, match[1])
			}
		}
		for _, match := range span.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(match[1]); err != nil {
				t.Errorf("%s names %s, which is not there", page, match[1])
			}
		}
	}
}
