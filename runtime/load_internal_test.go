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
