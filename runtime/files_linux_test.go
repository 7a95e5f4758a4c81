package runtime_test

import (
	"os"
	"strings"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

func TestWhatARunLeavesOpenOfFilesIsClosedAtItsEnd(t *testing.T) {
	dir := tree(t)
	file, folder := strings.TrimPrefix(dir, "/")+"/granted/file", strings.TrimPrefix(dir, "/")+"/granted"
	for _, path := range []string{file, folder} {
		_, result := wasiRunOf(t, runtime.Options{}, check.Instance{Read: []string{dir}}, withPath(path), nil, []wasiCall{
			{"path_open", []int64{3, 0, pathAt, int64(len(path)), 0, 0, 0, 0, openedAt}, success},
		})
		if result.Fault != nil {
			t.Fatal(result.Fault)
		}
	}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if to, err := os.Readlink("/proc/self/fd/" + entry.Name()); err == nil && strings.HasPrefix(to, dir) {
			t.Errorf("%s is open", to)
		}
	}
}
