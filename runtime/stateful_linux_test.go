package runtime_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// imagesMapped is how many mappings of images this process has.
func imagesMapped(t *testing.T) int {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(maps), "memfd:sandpiper-image")
}

func TestStatefulGuestsGoWithTheirRuntime(t *testing.T) {
	ctx := context.Background()
	rt, err := runtime.Open(ctx, runtime.Options{})
	if err != nil {
		t.Fatal(err)
	}
	file := moduleFile(t, tally(70, ""))
	const instances = 40
	before := imagesMapped(t)
	for i := range instances {
		runInstance(t, rt, &check.Instance{ID: check.ID(fmt.Sprint(i)), Module: file})
	}
	if n := imagesMapped(t) - before; n < instances {
		t.Errorf("%d mappings of images, of %d instances", n, instances)
	}
	if err := rt.Close(ctx); err != nil {
		t.Error(err)
	}
	if n := imagesMapped(t); n != before {
		t.Errorf("%d mappings of images are left", n-before)
	}
}
