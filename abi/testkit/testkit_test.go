package testkit

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// table is what the tests need of the ABI's single source.
type table struct {
	Functions []struct {
		Name       string            `json:"name"`
		Params     []json.RawMessage `json:"params"`
		Statuses   map[string]string `json:"statuses"`
		StatusesOf string            `json:"statuses_of"`
	} `json:"functions"`
	Parameters map[string]parameter `json:"parameters"`
}

type parameter struct {
	Type string `json:"type"`
}

func readTable(t *testing.T) (tab table) {
	t.Helper()
	b, err := os.ReadFile("../v1/check.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &tab); err != nil {
		t.Fatal(err)
	}
	return tab
}

// pointers is how many parameters of a function are a pointer with a length.
func (tab *table) pointers(t *testing.T, params []json.RawMessage) (n int) {
	t.Helper()
	for _, raw := range params {
		var p parameter
		var name string
		if json.Unmarshal(raw, &name) == nil {
			p = tab.Parameters[name]
		} else if err := json.Unmarshal(raw, &p); err != nil {
			t.Fatal(err)
		}
		switch p.Type {
		case "text", "clipped", "texts", "records", "buffer":
			n++
		case "i32", "i64", "f64":
		default:
			t.Fatalf("a parameter of type %q", p.Type)
		}
	}
	return n
}

func allVectors(t *testing.T) []Vector {
	t.Helper()
	vectors, err := Vectors(nil)
	if err != nil {
		t.Fatal(err)
	}
	generated, err := Generate(vectors)
	if err != nil {
		t.Fatal(err)
	}
	return append(vectors, generated...)
}

func TestEveryStatusOfEveryFunctionHasAVector(t *testing.T) {
	answered := map[string]bool{}
	for _, v := range allVectors(t) {
		for _, call := range v.Calls() {
			answered[call.Function+" "+call.Status] = true
		}
	}
	tab := readTable(t)
	statuses := map[string]map[string]string{}
	for _, f := range tab.Functions {
		statuses[f.Name] = f.Statuses
	}
	for _, f := range tab.Functions {
		if f.StatusesOf != "" {
			statuses[f.Name] = statuses[f.StatusesOf]
		}
		for _, status := range slices.Sorted(maps.Keys(statuses[f.Name])) {
			if !answered[f.Name+" "+status] {
				t.Errorf("no vector has %s answer %s: %s", f.Name, status, statuses[f.Name][status])
			}
			delete(answered, f.Name+" "+status)
		}
	}
	for _, gap := range slices.Sorted(maps.Keys(answered)) {
		if name, status, _ := strings.Cut(gap, " "); status != "" && status != "ok" {
			t.Errorf("%s answers %s in a vector, which the table does not list", name, status)
		}
	}
}

func TestEveryPointerOfEveryFunctionIsTriedBad(t *testing.T) {
	tab := readTable(t)
	vectors := allVectors(t)
	for _, f := range tab.Functions {
		call, ok := ordinary(vectors, f.Name)
		if !ok {
			t.Errorf("%s has no ordinary use", f.Name)
			continue
		}
		n := 0
		for _, a := range call.Args {
			if len(a.bad()) > 0 {
				n++
			}
		}
		if want := tab.pointers(t, f.Params); n != want {
			t.Errorf("%s: %d of %d pointers are tried", f.Name, n, want)
		}
	}
}

func TestEachVectorHasARuleOfItsOwn(t *testing.T) {
	vectors, err := Vectors(nil)
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{}
	for _, v := range vectors {
		if other, ok := of[v.Comment]; ok {
			t.Errorf("%s and %s have the same rule", v.Name, other)
		}
		of[v.Comment] = v.Name
		if !strings.HasSuffix(v.Comment, ".") {
			t.Errorf("%s: the rule is no sentence: %s", v.Name, v.Comment)
		}
	}
}

func TestReadmeOpensWithTheCheckThatRuns(t *testing.T) {
	readme, err := os.ReadFile("../v1/README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("hello.wat")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```wat\n"+string(source)+"```\n") {
		t.Error("abi/v1/README.md does not hold the text of hello.wat")
	}
}

func TestParseSaysWhereAndWhy(t *testing.T) {
	const head = "comment: A rule.\nexpect: ok\n"
	for _, c := range []struct{ file, want string }{
		{head, "v: there is no line --- before the transcript"},
		{"expect: ok\n\n---\n", "v: needs a comment, and what to expect of each of 1 runs"},
		{head + "\nnext run\n---\n", "v: needs a comment, and what to expect of each of 2 runs"},
		{head + "colour: red\n\n---\n", `v:3: there is no field "colour"`},
		{head + "red\n\n---\n", `v:3: "red" is not NAME: VALUE`},
		{head + "state: {\n\n---\n", "v:3: unexpected end of JSON input"},
		{head + "\nbeep()\n---\n", `v:4: there is no function "beep"`},
		{head + "\nlog 1\n---\n", `v:4: there is no "(" at " 1"`},
		{head + "\nlog(1, \"a\n---\n", `v:4: there is no text at "\"a"`},
		{head + "\nlog(1)\n---\n", "v:4: log takes more arguments: [i32 i32]"},
		{head + "\nlog(1, \"a\", 2)\n---\n", "v:4: 2 is not what log takes there"},
		{head + "\nlog(1 \"a\")\n---\n", `v:4: there is no "," at " \"a\")"`},
		{head + "\nlog(one, \"a\")\n---\n", `v:4: "one" is no argument at ", \"a\")"`},
		{head + "\nlog(1, buf(x))\n---\n", `v:4: "x" is not an integer at "))"`},
		{head + "\nlog(1, \"a\"\n---\n", `v:4: there is no "," at ""`},
		{head + "\nlog(1, \"a\") -> good\n---\n", `v:4: "good" is neither a status nor a number at ""`},
		{head + "\nlog(1, \"a\") ok\n---\n", `v:4: there is more at " ok"`},
		{head + "\ntrap\nlog(1, \"a\")\n---\n", `v:5: "log(1, \"a\")" comes after the end of the run`},
	} {
		if _, err := Parse("v", c.file); err == nil || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.file, err, c.want)
		}
	}
}

func TestMismatchTellsLineAndAnswer(t *testing.T) {
	for _, c := range []struct {
		code int32
		want string
	}{
		{mismatch | 17<<16 | 5, "line 17: returned 5"},
		{mismatch | 17<<16 | 0xfffd, "line 17: returned bad_value"},
		{mismatch | mismatchBuffer | maxLine<<16, fmt.Sprintf("line %d: the buffer does not hold what it must", maxLine)},
	} {
		if says, ok := Mismatch(c.code); !ok || says != c.want {
			t.Errorf("%#x: %q, want %q", c.code, says, c.want)
		}
	}
	for _, code := range []int32{0, 3, -1} {
		if says, ok := Mismatch(code); ok {
			t.Errorf("%d: %q", code, says)
		}
	}
}
