package runtime_test

import (
	"fmt"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
)

const (
	hostilePage = "../docs/sandbox.md"
	tablesBegin = "<!-- From runtime/testdata/hostile, by go test ./runtime -run HostileModules -update. -->\n"
	tablesEnd   = "<!-- End of what is generated. -->\n"
)

// chapters are the folders of the corpus, as the page has them.
var chapters = []struct{ folder, title, intro string }{
	{"time", "Work without end", ""},
	{"stack", "Calls without end", ""},
	{"memory", "Memory and tables", ""},
	{"compile", "Modules that are refused", "Before anything is compiled, and in no time."},
	{"pointers", "Pointers", ""},
	{"floods", "Floods", ""},
	{"texts", "Texts", ""},
	{"answers", "Answers and ends", ""},
}

// TestTheSandboxPageShowsTheHostileModules compares the tables of the page with
// the corpus, which TestHostileModules holds against what happens.
func TestTheSandboxPageShowsTheHostileModules(t *testing.T) {
	b, err := os.ReadFile(hostilePage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok1 := strings.Cut(string(b), tablesBegin)
	_, after, ok2 := strings.Cut(rest, tablesEnd)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for the tables", hostilePage)
	}
	want := before + tablesBegin + tables(t, corpus(t)) + tablesEnd + after
	if *update {
		if err := os.WriteFile(hostilePage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(lines(want), lines(string(b))); diff != "" {
		t.Errorf("the page is not what the corpus says; -update writes it (-want +got):\n%s", diff)
	}
}

func tables(t *testing.T, all []hostile) string {
	var page strings.Builder
	known := map[string]bool{}
	for _, chapter := range chapters {
		known[chapter.folder] = true
		fmt.Fprintf(&page, "\n### %s\n\n", chapter.title)
		if chapter.intro != "" {
			fmt.Fprintf(&page, "%s\n\n", chapter.intro)
		}
		page.WriteString("| module | it tries | limits | it meets |\n|---|---|---|---|\n")
		for _, h := range all {
			if path.Dir(h.name) == chapter.folder {
				fmt.Fprintf(&page, "| [%s](%s) | %s | %s | %s |\n", path.Base(h.name), "../runtime/"+h.file, h.tries, h.limitsShown(), h.meetsShown())
			}
		}
	}
	page.WriteString("\n### Every pointer of every function\n\n")
	page.WriteString("Each of these calls has one pointer that is bad, or a length: behind the end, across it, around 2^32. Each ends\nits run with **bad pointer**: `TestHostRefusesEveryBadPointerAndEarlyCall`, `TestBadPointersLeaveNothing`.\n\n")
	page.WriteString("| function | calls |\n|---|---|\n")
	pointers := badPointers(t)
	for _, f := range abi.Functions() {
		if n := len(pointers[f.Name]); n > 0 {
			fmt.Fprintf(&page, "| `%s` | %d |\n", f.Name, n)
		}
	}
	page.WriteString("\n")
	for _, h := range all {
		if !known[path.Dir(h.name)] {
			t.Errorf("%s is in no chapter of the page", h.name)
		}
	}
	return page.String()
}

func (h *hostile) limitsShown() string {
	var shown []string
	for _, limit := range h.limits {
		shown = append(shown, strings.ReplaceAll(limit.Name, "_", " ")+" "+grouped(limit.Value))
	}
	if h.runs > 1 {
		shown = append(shown, fmt.Sprintf("%d runs", h.runs))
	}
	return strings.Join(shown, ", ")
}

func (h *hostile) meetsShown() string {
	shown := "**" + h.meets + "**"
	switch {
	case h.meets == "ok":
		shown = "runs to its end"
	case h.meets == string(check.Fuel):
		shown += fmt.Sprintf(" after %s units", grouped(fmt.Sprint(h.fuel)))
	case h.detail != "" && h.meets != string(check.Deadline) && h.meets != string(check.Depth):
		shown += ": " + code(h.detail)
	}
	if h.keeps != "" {
		shown += "; kept: " + quantities(strings.Fields(h.keeps), "=")
	}
	if len(h.refused) > 0 {
		shown += "; refused: " + quantities(h.refused, " ")
	}
	return shown
}

// quantities are numbers of things, each a number and a name or the other way
// around.
func quantities(all []string, between string) string {
	var shown []string
	for _, each := range all {
		first, second, _ := strings.Cut(each, between)
		if between == "=" {
			first, second = second, first
		}
		shown = append(shown, grouped(first)+" "+strings.ReplaceAll(second, "_", " "))
	}
	return strings.Join(shown, ", ")
}

// code is a text as Markdown shows what is typed.
func code(s string) string { return "`" + strings.ReplaceAll(s, "|", `\|`) + "`" }

// grouped writes a number with a comma after each three digits.
func grouped(s string) string {
	if strings.Trim(s, "0123456789") != "" {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
