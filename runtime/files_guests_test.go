//go:build unix

package runtime_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

// fileWorld is what the guests below look at: a granted folder, and what lies
// beside it.
func fileWorld(t *testing.T) string {
	t.Helper()
	dir := tree(t) + "/granted"
	for name, to := range map[string]string{"link": "file", "none": "nowhere"} {
		if err := os.Symlink(to, dir+"/"+name); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(dir+"/many", 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 2000 { // more than a runtime asks for at once
		if err := os.WriteFile(fmt.Sprintf("%s/many/%d", dir, i), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(dir+"/pipe", 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(dir+"/file", time.Time{}, time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// fileRun runs a module that may read a folder, and holds what it logs and
// what it is warned of against what is wanted.
func fileRun(t *testing.T, module, dir string, logs, warnings []string) {
	t.Helper()
	config, err := json.Marshal(map[string]string{"folder": dir})
	if err != nil {
		t.Fatal(err)
	}
	result, err := open(t, runtime.Options{}).Run(t.Context(), &check.Instance{
		ID: "files", Check: "files", Source: "conf.d/files.yaml:2", Module: module, Config: config, InitConfig: []byte("{}"), Read: []string{dir},
	})
	if err != nil {
		t.Fatal(err)
	}
	if result.Fault != nil {
		t.Errorf("fault %+v", result.Fault)
	}
	var got []string
	for _, l := range result.Logs {
		got = append(got, l.Message)
	}
	if diff := cmp.Diff(logs, got); diff != "" {
		t.Errorf("logs (-want +got):\n%s", diff)
	}
	for i, w := range warnings {
		warnings[i] = strings.ReplaceAll(w, "DIR", dir)
	}
	if diff := cmp.Diff(warnings, result.Warnings); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
}

func TestAGoCheckReadsWhatItWasGranted(t *testing.T) {
	dir := fileWorld(t)
	secret := strings.TrimSuffix(dir, "/granted") + "/secret"
	fileRun(t, build(t, "../checks.d/testdata/files"), dir, []string{
		"ReadFile: granted <nil>",
		"ReadDir: 2000 <nil>",
		"Seek: 4 ted <nil> 3 gra <nil> <nil>",
		"Stat: file 7 true 2020-01-02T03:04:05Z <nil>",
		"Lstat: link true <nil>",
		"DirFS: granted <nil>",
		"ReadFile: open ./out: Permission denied true false",
		"ReadFile: open ./none: No such file or directory false true",
		"ReadFile: open ./pipe: Permission denied true false",
		"ReadFile: open ./../secret: Permission denied true false",
		"WriteFile: open ./new: Read-only file system",
		"Mkdir: mkdir ./folder: Not implemented on wasip1",
		"Remove: remove ./file: Not implemented on wasip1",
		"Local: 1970-01-01T00:00:00Z",
	}, []string{
		`not read, once: "DIR/out" leads out of what this instance may read; grant the path that the link leads to instead`,
		`not read, once: "` + secret + `" is not among the files that this instance may read; add {read: "` + secret + `"} under sandbox: {allow: […]} in conf.d/files.yaml to let it`,
		`not written, once: "DIR/new" is not written to: checks only read`,
	})
}

func TestACCheckReadsWhatItWasGranted(t *testing.T) {
	dir := fileWorld(t)
	secret := strings.TrimSuffix(dir, "/granted") + "/secret"
	fileRun(t, "../guest-sdk/c/testdata/files.wasm", dir, []string{
		"fgets: granted",
		"fseek: ted at 7",
		"readdir: 2000",
		"stat: 0, 7 bytes",
		"lstat: 0, link 1",
		"open out: Permission denied",
		"open none: No such file or directory",
		"open pipe: Permission denied",
		"open ../secret: Permission denied",
		"open file: Read-only file system",
		"open file: Read-only file system",
		"open new: Read-only file system",
	}, []string{
		`not read, once: "DIR/out" leads out of what this instance may read; grant the path that the link leads to instead`,
		`not read, once: "` + secret + `" is not among the files that this instance may read; add {read: "` + secret + `"} under sandbox: {allow: […]} in conf.d/files.yaml to let it`,
		`not written, 2 times: "DIR/file" is not written to: checks only read`,
		`not written, once: "DIR/new" is not written to: checks only read`,
	})
}
