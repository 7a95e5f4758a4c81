package runtime

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	asm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
)

func TestSamplesOfKnownContextsAreTakenWithoutAllocating(t *testing.T) {
	const samples, rounds = 100, 10
	rt, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(context.Background())
	r := &run{runtime: rt, instance: &check.Instance{}, limits: check.DefaultLimits(), memory: new(memory)}
	name, tags := []byte("metric"), [][]byte{[]byte("a:b"), []byte("c:d")}
	r.memory.contexts.begin(r.instance)
	handle := r.metric(int32(check.Gauge), name, tags, nil, nil)
	var records []byte
	for range samples {
		records = binary.LittleEndian.AppendUint32(records, uint32(handle))
		records = binary.LittleEndian.AppendUint32(records, 0)
		records = binary.LittleEndian.AppendUint64(records, math.Float64bits(1))
	}
	for what, take := range map[string]func(){
		"a batch":      func() { r.submit(records) },
		"a name":       func() { r.submitOneNamed(check.Count, name, 1, 0) },
		"a call":       func() { r.gauge(name, 1, tags, nil, nil, 0) },
		"registration": func() { r.metric(int32(check.Gauge), name, tags, nil, nil) },
		"the first of a run": func() {
			r.memory.contexts.begin(r.instance)
			r.gauge(name, 1, tags, nil, nil, 0)
			r.memory.contexts.end(1)
		},
	} {
		take() // from here on it is known
		r.metrics.samples = make([]check.Sample, 0, (rounds+1)*samples)
		if n := testing.AllocsPerRun(rounds, take); n != 0 {
			t.Errorf("%s: %v allocations", what, n)
		}
	}
}

// A check whose metrics are ever other ones keeps none of the old.
func TestContextsThatAreNotUsedAreForgotten(t *testing.T) {
	rt, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(context.Background())
	const room = 64 // the name is the configuration
	m := asm.Module{Pages: 1}
	config := m.Import(abi.Module, "config", "i32 i32 i32 -> i32")
	metric := m.Import(abi.Module, "metric", "i32 i32 i32 i32 i32 i32 i32 i32 i32 -> i32")
	m.Exported(abi.Marker, "", 0)
	m.Exported("check_run", "-> i32", 1,
		asm.I32(abi.SectionInstance), asm.I32(0), asm.I32(room), asm.Call(config), asm.LocalSet(0),
		asm.I32(0), asm.I32(0), asm.LocalGet(0),
		asm.I32(0), asm.I32(0), asm.I32(0), asm.I32(0), asm.I32(0), asm.I32(0), asm.Call(metric))
	path := filepath.Join(t.TempDir(), "check.wasm")
	if err := os.WriteFile(path, m.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"metric", "m\x1betric"} { // the second changes on its way
		id := check.ID(name)
		for n := range 20 {
			result, err := rt.Run(t.Context(), &check.Instance{ID: id, Module: path, Config: fmt.Append(nil, name, n/2)})
			if err != nil || result.Fault != nil {
				t.Fatal(err, result.Fault)
			}
			c := &rt.memories[id].contexts
			if len(c.byGiven) > 2 || len(c.byKey) > 2 {
				t.Fatalf("after run %d of %q it keeps %d names and %d contexts", n, name, len(c.byGiven), len(c.byKey))
			}
		}
	}
}
