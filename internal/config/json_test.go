package config

import (
	"encoding/json"
	"strings"
	"testing"
)

func convert(t *testing.T, yaml string) (string, *document) {
	t.Helper()
	d := newDocument("test.yaml", "", []byte(yaml))
	d.parse([]byte(yaml))
	if d.root == nil {
		t.Fatalf("%q: %v", yaml, d.problems)
	}
	return string(d.json(nil, d.root)), d
}

func TestMappingsBecomeJSONObjects(t *testing.T) {
	for _, c := range []struct{ what, yaml, json string }{
		{"keys keep their order", "z: 1\na: 2\nm: 3\n", `{"z":1,"a":2,"m":3}`},
		{"other keys than strings become text", "8080: a\n1.5: b\nyes: c\nnull: d\n010: e\n2001-12-14: f\n", `{"8080":"a","1.5":"b","true":"c","null":"d","8":"e","2001-12-14":"f"}`},
		{"the last of equal keys wins, in the first's place", "a: 1\nb: 2\na: 3\n", `{"a":3,"b":2}`},
		{"keys that become equal are equal", "8: a\n'8': b\n", `{"8":"b"}`},
		{"an alias is a copy", "a: &x [1]\nb: *x\n", `{"a":[1],"b":[1]}`},
		{"an alias may be a key", "a: &x k\n*x : 1\n", `{"a":"k","k":1}`},
		{"merge keys bring entries that own ones override", "base: &b {host: h, port: 1}\nown:\n  port: 2\n  <<: *b\n", `{"base":{"host":"h","port":1},"own":{"host":"h","port":2}}`},
		{"of merged mappings the first wins", "- &a {x: 1}\n- &b {x: 2, y: 2}\n- <<: [*a, *b]\n", `[{"x":1},{"x":2,"y":2},{"x":1,"y":2}]`},
		{"merges nest", "- &a {x: 1}\n- &b {<<: *a, y: 2}\n- {<<: *b}\n", `[{"x":1},{"x":1,"y":2},{"x":1,"y":2}]`},
		{"a quoted << is a key", "'<<': 1\n", `{"<<":1}`},
		{"JSON is YAML", `{"a": [1, 2.5, "x", null, true]}`, `{"a":[1,2.5,"x",null,true]}`},
	} {
		got, d := convert(t, c.yaml)
		if got != c.json || !d.valid() {
			t.Errorf("%s: got %s, want %s, problems %v", c.what, got, c.json, d.problems)
		}
	}
}

func TestNestingIsBounded(t *testing.T) {
	deep := strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1)
	got, d := convert(t, deep)
	if d.valid() || !json.Valid([]byte(got)) {
		t.Errorf("%d lists within each other passed: %v", maxDepth+1, d.problems)
	}
	fits := strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth)
	if got, d = convert(t, fits); got != fits || !d.valid() {
		t.Errorf("%d lists within each other did not pass: %v", maxDepth, d.problems)
	}
}

func TestAWideAliasBombIsRefused(t *testing.T) {
	yaml := "big: &b " + strings.Repeat("x", 1<<20) + "\nall: [" + strings.Repeat("*b, ", 100_000) + "]\n"
	got, d := convert(t, yaml)
	if d.valid() || len(got) > 2*maxExpanded {
		t.Errorf("it became %d bytes, problems %v", len(got), d.problems)
	}
}
