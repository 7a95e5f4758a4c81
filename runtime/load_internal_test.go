package runtime

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/sandpiper-checks/sandpiper/abi/testkit"
)

func TestFilesOfEqualContentAreCompiledOnce(t *testing.T) {
	ctx := context.Background()
	rt, err := Open(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(ctx)
	one := (&testkit.Run{}).Module()
	other := (&testkit.Run{End: testkit.End{Word: "return", Code: 1}}).Module()
	var loads []*module
	for name, b := range map[string][]byte{"a": one, "b": one, "c": other} {
		path := filepath.Join(t.TempDir(), name+".wasm")
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			l, err := rt.load(ctx, path)
			if err != nil {
				t.Fatal(err)
			}
			loads = append(loads, l)
		}
	}
	distinct := map[*module]int{}
	for _, l := range loads {
		distinct[l]++
	}
	if len(distinct) != 2 {
		t.Errorf("%d modules were compiled, of 2 contents", len(distinct))
	}
}

func TestWhatIsKeptAndWhatIsLargeIsForetold(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	file := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	module, interpreter, asked := (&testkit.Run{}).Module(), (&testkit.Run{End: testkit.End{Word: "return", Code: 1}}).Module(), 0
	check, script, other := file("a.wasm", module), file("b.py", []byte("pass")), file("c.py", nil)
	options := Options{CacheDir: t.TempDir(), Interpreters: map[string]func() []byte{".py": func() []byte { asked++; return interpreter }}}
	if err := os.Chmod(options.CacheDir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, kept := range []bool{false, true} {
		rt, err := Open(ctx, options)
		if err != nil {
			t.Fatal(err)
		}
		for path, bytes := range map[string]int{check: len(module), script: len(interpreter), other: len(interpreter)} {
			if got, want := rt.Forecast(path), (Forecast{Kept: kept, Bytes: bytes}); got != want {
				t.Errorf("%s: %+v, want %+v", filepath.Base(path), got, want)
			}
			if err := rt.Prepare(ctx, path); err != nil {
				t.Error(err)
			}
		}
		if got := rt.Forecast(filepath.Join(dir, "none.wasm")); !got.Kept {
			t.Errorf("what is not there is to be waited for: %+v", got)
		}
		if err := rt.Close(ctx); err != nil {
			t.Error(err)
		}
	}
	if asked != 2 {
		t.Errorf("the interpreter was asked for %d times in 2 starts", asked)
	}
}
