//go:build unix && !noscripts

package doctor_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sandpiper-checks/sandpiper/internal/doctor"
)

func TestNoFileKeepsTheDoctorWaiting(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "a.py"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "b.js"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, "b.js"), 1<<40); err != nil {
		t.Fatal(err)
	}
	reports := examine(t, dir)
	if len(reports) != 2 {
		t.Fatalf("%+v", reports)
	}
	for i, want := range []string{"it is not a regular file", "it has 1099511627776 bytes"} {
		if r := reports[i]; r.Verdict != doctor.Cannot || !strings.Contains(fmt.Sprint(r.Reasons), want) {
			t.Errorf("%+v", r)
		}
	}
}
