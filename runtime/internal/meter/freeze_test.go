package meter

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// What is metered to be frozen is the metered module without its data, and
// with its mutable globals exported.
func TestWhatIsMeteredToBeFrozenLacksItsDataAndExportsItsGlobals(t *testing.T) {
	original := read(t, assemble(`
		(import "env" "f" (func $f))
		(memory (export "memory") 1)
		(table 1 funcref)
		(elem (i32.const 0) $f)
		(global (export "one") i32 (i32.const 1))
		(global (export "two") (mut i32) (i32.const 2))
		(global $three (mut i64) (i64.const 3))
		(data (i32.const 0) "active")
		(data "passive")
		(start $g)
		(func $g (export "run") (loop (global.set $three (i64.const 4)) (br 0)))`))
	code, err := RewriteToFreeze(original)
	if err != nil {
		t.Fatal(err)
	}
	got, plain := read(t, code), read(t, metered(t, original.Raw))
	if len(got.Data) > 0 || got.DataCount != nil || len(plain.Data) != 2 {
		t.Errorf("%d segments of data, %v announced; %d where it is not to be frozen", len(got.Data), got.DataCount, len(plain.Data))
	}
	want := plain.Exports
	for _, global := range []uint32{1, 2} {
		want = append(want, wasm.Export{Name: Global(global), Kind: wasm.KindGlobal, Index: global})
	}
	if diff := cmp.Diff(want, got.Exports); diff != "" {
		t.Errorf("exports (-want +got):\n%s", diff)
	}
	for _, section := range []byte{1, 2, 3, 4, 5, 6, 9, 10} {
		if !bytes.Equal(content(plain, section), content(got, section)) {
			t.Errorf("section %d is another", section)
		}
	}
	if again, err := RewriteToFreeze(original); err != nil || !bytes.Equal(again, code) {
		t.Errorf("another form at another time: %v", err)
	}
}

func TestAModuleWithHandlersExportsAllItsCounters(t *testing.T) {
	m := read(t, metered(t, assemble(`(tag $t) (func (export "run") (try_table (catch $t 0) (throw $t)))`)))
	for _, name := range []string{Fuel, Limit, Most, Used, Deepest, Held, High} {
		if e, ok := m.Export(name); !ok || e.Kind != wasm.KindGlobal || !m.Global(e.Index).Mutable {
			t.Errorf("no mutable global is exported as %s", name)
		}
	}
}

func read(t *testing.T, b []byte) *wasm.Module {
	t.Helper()
	m, err := wasm.ReadWithin(b, wasm.HardCaps())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func content(m *wasm.Module, section byte) []byte {
	for _, s := range m.Sections {
		if s.ID == section {
			return m.At(s.Content)
		}
	}
	return nil
}
