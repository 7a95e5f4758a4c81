package config

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/sandpiper-checks/sandpiper/check"
	"pgregory.net/rapid"
)

// FuzzLoad: whatever a file of conf.d holds, it is loaded or refused with a
// place and a reason, and what is loaded is JSON.
func FuzzLoad(f *testing.F) {
	cases, err := filepath.Glob("testdata/mistakes/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range cases {
		if strings.Contains(path, "bomb") {
			continue // large on purpose
		}
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("init_config: {a: [010, 0x_f, 1_0.5e3, ~, !!binary aGk=]}\nsandbox: {limits: {wall: 1m}}\ninstances:\n- &a {<<: {b: 1}, 5: c}\n- *a\n"))
	main := Main{}.usable()
	f.Fuzz(func(t *testing.T, text []byte) {
		d := newDocument("conf.d/fuzz.yaml", "fuzz", decodeText(text))
		d.parse(decodeText(text))
		file := readCheckFile(d, main)
		instances := file.read()
		if file.valid() == (len(instances) == 0) {
			t.Errorf("%d instances, problems %v", len(instances), file.problems)
		}
		for _, i := range instances {
			for _, config := range [][]byte{i.Config, i.InitConfig} {
				var object map[string]any
				if err := json.Unmarshal(config, &object); err != nil {
					t.Errorf("%s: %v", config, err)
				}
			}
			if i.Interval <= 0 || i.MinInterval < 0 || i.Limits.Wall <= 0 || i.Limits != i.Limits.Or(check.DefaultLimits()) {
				t.Errorf("got %+v", i)
			}
		}
		for _, p := range file.sorted() {
			shown := p.Explain()
			if p.Message == "" || p.Line < 0 || p.Line > len(d.lines) || p.Line > 0 && p.Column > 1+utf8.RuneCountInString(d.line(p.Line)) {
				t.Errorf("no such place: %+v", p)
			}
			if strings.ContainsAny(shown, "\x1b\x00\r") || len(shown) > 2_000 {
				t.Errorf("not for a terminal: %q", shown)
			}
		}
		if len(file.problems) > maxProblems+1 {
			t.Errorf("%d problems", len(file.problems))
		}
	})
}

// FuzzStackStateConf: whatever the ini file holds, its settings can be used.
func FuzzStackStateConf(f *testing.F) {
	f.Add([]byte("[Main]\ndd_url: a, b\napi_key = K, L ; x\ntags: a\nhistogram_percentiles: .5, 2\n[x]\n"))
	f.Add([]byte("a:b\n[Main\n=\n[Main] \n: x\n  = ;\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s := &settings{old: true, main: Main{}.usable()}
		s.parseOld(newDocument("a.conf", "", decodeText(text)))
		s.chooseOutputs()
		for _, o := range s.main.Outputs {
			if o.Kind == StackState && (o.APIKey == "" || !strings.HasPrefix(o.URL, "http")) {
				t.Errorf("got %+v", o)
			}
		}
		for _, p := range s.documents[0].sorted() {
			p.Explain()
		}
	})
}

// Any value that JSON has comes back from YAML as it was: JSON is YAML.
func TestJSONIsReadAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Runes that JSON escapes, or that YAML takes as they are.
		text := rapid.StringOf(rapid.RuneFrom([]rune("\n\t\x01\"\\#:- "), unicode.L, unicode.N, unicode.P, unicode.S, unicode.Zs))
		// The zero of YAML has no sign.
		number := rapid.Map(rapid.Float64Range(-1e300, 1e300), func(f float64) float64 { return f + 0 })
		var value func(depth int) *rapid.Generator[any]
		value = func(depth int) *rapid.Generator[any] {
			scalars := []*rapid.Generator[any]{
				rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), number.AsAny(),
				text.AsAny(),
			}
			if depth == 0 {
				return rapid.OneOf(scalars...)
			}
			return rapid.OneOf(append(scalars,
				rapid.SliceOfN(value(depth-1), 0, 4).AsAny(),
				rapid.MapOfN(text, value(depth-1), 0, 4).AsAny())...)
		}
		want, err := json.Marshal(map[string]any{"v": value(3).Draw(t, "value")})
		if err != nil {
			t.Fatal(err)
		}
		d := newDocument("", "", want)
		d.parse(want)
		if d.root == nil || !d.valid() {
			t.Fatalf("%s: %v", want, d.problems)
		}
		if got := d.object(d.root); canonical(t, got) != canonical(t, want) || !d.valid() {
			t.Fatalf("%s became %s, problems %v", want, got, d.problems)
		}
	})
}

func canonical(t *rapid.T, text []byte) string {
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
