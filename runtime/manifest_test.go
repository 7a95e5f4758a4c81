package runtime_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

var example = runtime.Manifest{
	Name: "http", Version: "1.2", ABI: "check/v1", Description: "asks for a URL", Stateful: true,
}

func TestParseManifestReadsWhatJSONWrites(t *testing.T) {
	for _, want := range []runtime.Manifest{example, {Name: "hello", ABI: "check/v1"}} {
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := runtime.ParseManifest(b); err != nil || got != want {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
	}
}

func TestParseManifestSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ manifest, want string }{
		{``, "reading the manifest: EOF"},
		{`{`, "reading the manifest: unexpected EOF"},
		{`[]`, "reading the manifest: json: cannot unmarshal array"},
		{`{"name": "a", "abi": "check/v1", "colour": "red"}`, `reading the manifest: json: unknown field "colour"`},
		{`{"name": 1}`, "reading the manifest: json: cannot unmarshal number"},
		{`{"name": "a", "abi": "check/v1"} {}`, "reading the manifest: there is more behind the object"},
		{`{}`, "the manifest has no name"},
		{`{"name": "a"}`, `the manifest's abi is "" and must be "check/v1"`},
		{`{"name": "a", "abi": "check/v2"}`, `the manifest's abi is "check/v2" and must be "check/v1"`},
	} {
		if _, err := runtime.ParseManifest([]byte(c.manifest)); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.manifest, err, c.want)
		}
	}
}

func TestPackPutsTheManifestInPlaceOfAnother(t *testing.T) {
	plain := checkRun(asm.I32(0))
	var module asm.Module
	module.Custom("other", []byte("stays"))
	for name, b := range map[string][]byte{"a check": plain, "no check": module.Bytes()} {
		first, err := runtime.Pack(b, runtime.Manifest{Name: "before", ABI: "check/v1", Description: strings.Repeat("x", 300)})
		if err != nil {
			t.Fatal(err)
		}
		packed, err := runtime.Pack(first, example)
		if err != nil {
			t.Fatal(err)
		}
		if once, err := runtime.Pack(b, example); err != nil || !bytes.Equal(packed, once) {
			t.Errorf("%s: packed over another it differs, %v", name, err)
		}
		if again, err := runtime.Pack(packed, example); err != nil || !bytes.Equal(packed, again) {
			t.Errorf("%s: packed again it differs, %v", name, err)
		}
		if !bytes.HasPrefix(packed, b) {
			t.Errorf("%s: more than the manifest has changed", name)
		}
		path := moduleFile(t, packed)
		if read, ok, err := runtime.ReadManifest(path); err != nil || !ok || read != example {
			t.Errorf("%s: %+v, %v, %v", name, read, ok, err)
		}
		report, err := runtime.Inspect(path, wasm.Caps{})
		if err != nil || report.Manifest == nil || *report.Manifest != example {
			t.Errorf("%s: %+v, %v", name, report.Manifest, err)
		}
	}
	packed, err := runtime.Pack(plain, example)
	if err != nil {
		t.Fatal(err)
	}
	if fault := run(t, open(t, runtime.Options{}), packed, check.Limits{}).Fault; fault != nil {
		t.Errorf("the packed check: %v", fault)
	}
}

func TestAModuleWithoutAManifestHasNone(t *testing.T) {
	if _, ok, err := runtime.ReadManifest(moduleFile(t, checkRun(asm.I32(0)))); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	for _, path := range []string{moduleFile(t, []byte("text")), filepath.Join(t.TempDir(), "no.wasm")} {
		if _, _, err := runtime.ReadManifest(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestPackRefusesWhatCannotBePacked(t *testing.T) {
	if _, err := runtime.Pack(checkRun(asm.I32(0)), runtime.Manifest{ABI: "check/v1"}); err == nil {
		t.Error("a manifest without a name was packed")
	}
	if _, err := runtime.Pack([]byte("text"), example); err == nil {
		t.Error("a text was packed")
	}
}

func TestInspectTellsAllWithoutRunning(t *testing.T) {
	path := filepath.Join("..", "abi", "testkit", "hello.wasm")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := runtime.Inspect(path, wasm.Caps{})
	if err != nil {
		t.Fatal(err)
	}
	want := runtime.Report{
		Digest: got.Digest, Bytes: len(b), ABI: "v1", Problems: []string{},
		Imports: []runtime.Symbol{{Module: "check/v1", Name: "gauge", Kind: "function", Type: "(i32 i32 f64 i32 i32 i32 i32 i32 i32 f64) -> i32"}},
		Exports: []runtime.Symbol{
			{Name: "memory", Kind: "memory"},
			{Name: "sandpiper_abi_v1", Kind: "function", Type: "() -> ()"},
			{Name: "check_run", Kind: "function", Type: "() -> i32"},
		},
		Memory: runtime.Pages{Min: 1}, Functions: 2, Sections: got.Sections,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if !strings.HasPrefix(got.Digest, "sha256:") || len(got.Digest) != len("sha256:")+64 {
		t.Errorf("digest %s", got.Digest)
	}
	at := 8 // behind magic and version
	for _, s := range got.Sections {
		if s.Offset != at {
			t.Errorf("section %s at %d, want %d", s.Name, s.Offset, at)
		}
		at += s.Bytes
	}
	if at != len(b) {
		t.Errorf("the sections end at %d of %d", at, len(b))
	}
}

func TestInspectFindsWhatKeepsAModuleFromRunning(t *testing.T) {
	withManifest := func(content string) []byte {
		return assemble(func(m *asm.Module) {
			m.Exported("check_run", "-> i32", 0, asm.I32(0))
			m.Custom("sandpiper.manifest", []byte(content))
		})
	}
	for _, c := range []struct {
		name   string
		module []byte
		want   []string
	}{
		{"no check", (&asm.Module{}).Bytes(), []string{
			`it exports no memory named "memory"`, "it exports no function check_run () -> i32", "it exports no function sandpiper_abi_v1 () -> ()",
		}},
		{"a manifest that is none", withManifest("name: x"), []string{"reading the section sandpiper.manifest: invalid character 'a' in literal null (expecting 'u')"}},
		{"a manifest without a name", withManifest(`{"abi": "check/v1"}`), []string{"the manifest has no name"}},
		{"a manifest of a later version", withManifest(`{"name": "x", "abi": "check/v1", "later": 1}`), []string{}},
	} {
		report, err := runtime.Inspect(moduleFile(t, c.module), wasm.Caps{})
		if err != nil || !reflect.DeepEqual(report.Problems, c.want) {
			t.Errorf("%s: %q, %v, want %q", c.name, report.Problems, err, c.want)
		}
	}
	text := moduleFile(t, []byte("text"))
	if _, err := runtime.Inspect(text, wasm.Caps{}); err == nil || !strings.HasPrefix(err.Error(), text+": ") {
		t.Errorf("a text: %v", err)
	}
}

func TestInspectRefusesWhatTheAgentRefuses(t *testing.T) {
	few := wasm.DefaultCaps()
	few[wasm.CapFunctions] = 1
	for _, c := range []struct {
		name   string
		module []byte
		caps   wasm.Caps
		want   string // nothing: the module can run
	}{
		{"a check", checkRun(asm.I32(0)), wasm.Caps{}, ""},
		{"a large one", assemble(func(m *asm.Module) {
			m.Exported("check_run", "-> i32", 0, asm.I32(0))
			m.Data(0, make([]byte, 33<<20))
		}), wasm.Caps{}, "cap module_bytes allows 33554432; sandbox.caps.module_bytes in sandpiper.yaml can allow up to 268435456"},
		{"over a cap of the settings", checkRun(asm.I32(0)), few, "cap functions allows 1; sandbox.caps.functions in sandpiper.yaml can allow up to 200000"},
		{"a body that is none", checkRun([]byte{0x02}), wasm.Caps{}, "type 11 does not exist"},
		{"an export that the meter adds", assemble(func(m *asm.Module) {
			m.Exported("check_run", "-> i32", 0, asm.I32(0))
			m.Exported("sandpiper.fuel", "", 0)
		}), wasm.Caps{}, "sandpiper.fuel"},
	} {
		path := moduleFile(t, c.module)
		report, err := runtime.Inspect(path, c.caps)
		got := strings.Join(report.Problems, "; ")
		if err != nil { // it was not even read
			got = err.Error()
		}
		if !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if err := open(t, runtime.Options{Caps: c.caps}).Prepare(t.Context(), path); (err == nil) != (c.want == "") {
			t.Errorf("%s: the agent says %v", c.name, err)
		}
	}
}
