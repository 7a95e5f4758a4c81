package runtime_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
)

// The modules of guest-sdk/c are checked in as they were built, so that these
// tests need no compiler of C; make sdk-test builds them anew and compares.
const (
	cExamples = "../guest-sdk/c/examples/"
	cEvery    = "../guest-sdk/c/testdata/every.wasm"
)

func TestExamplesInCReportWhatTheirSourcesSay(t *testing.T) {
	hundred := make([]string, 100)
	for i := range hundred {
		hundred[i] = fmt.Sprintf("hundred.metric.no.%02d=%d", i, i)
	}
	for _, example := range []struct {
		module    string
		samples   []string
		hostCalls int
	}{
		{"hello", []string{"hello.world=1"}, 1},
		{"hundred", hundred, 1}, // each was registered when the guest was initialised
		{"hundred_by_name", hundred, 1},
		{"hundred_single", hundred, 100},
	} {
		result := runC(t, cExamples+example.module+".wasm")
		if result.Fault != nil || len(result.Warnings) > 0 {
			t.Errorf("%s: %v %v", example.module, result.Fault, result.Warnings)
		}
		var got []string
		for _, s := range result.Samples {
			got = append(got, fmt.Sprintf("%s=%v", s.Context.Name, s.Value))
		}
		if diff := cmp.Diff(example.samples, got); diff != "" {
			t.Errorf("%s: samples (-want +got):\n%s", example.module, diff)
		}
		if result.Usage.HostCalls != example.hostCalls {
			t.Errorf("%s: %d host calls, want %d", example.module, result.Usage.HostCalls, example.hostCalls)
		}
	}
}

func TestEachFunctionOfTheHeaderIsThatOfTheTable(t *testing.T) {
	want := map[string]string{}
	for _, f := range abi.Functions() {
		want[abi.Module+"."+f.Name] = "(" + strings.Join(f.Params, " ") + ") -> i32"
	}
	if diff := cmp.Diff(want, importsOfC(t, cEvery)); diff != "" {
		t.Errorf("imports (-table +header):\n%s", diff)
	}
}

func TestACheckInCImportsOnlyWhatItCalls(t *testing.T) {
	for module, want := range map[string]string{
		"hello": "gauge", "hundred": "metric submit", "hundred_by_name": "submit_named", "hundred_single": "gauge",
	} {
		imports := importsOfC(t, cExamples+module+".wasm")
		for name := range strings.FieldsSeq(want) {
			delete(imports, abi.Module+"."+name)
		}
		if len(imports) > 0 {
			t.Errorf("%s imports besides %s: %v", module, want, imports)
		}
	}
}

func TestACheckInCCarriesItsManifest(t *testing.T) {
	report := inspectC(t, cExamples+"hello.wasm")
	want := runtime.Manifest{Name: "hello", Version: "0.1.0", ABI: "check/v1", Description: "reports that it runs"}
	if report.Manifest == nil || *report.Manifest != want {
		t.Errorf("manifest %+v, want %+v", report.Manifest, want)
	}
}

func TestEveryFunctionCanBeCalledFromC(t *testing.T) {
	result := runC(t, cEvery)
	if f := result.Fault; f == nil || f.Reason != check.Failed || f.Kind != "Every" {
		t.Fatalf("fault %+v, want what the guest said", f)
	}
	var topology []int
	for _, s := range result.Topologies {
		topology = append(topology, len(s.Components), len(s.Relations))
	}
	got := fmt.Sprint(len(result.Samples), len(result.Events), len(result.ServiceChecks), topology, len(result.Logs), len(result.Metadata))
	if want := "10 1 1 [2 1] 1 1"; got != want {
		t.Errorf("samples, events, service checks, topology, logs, metadata: %s, want %s\n%+v", got, want, result.Warnings)
	}
}

func TestModulesInCHaveTheirSums(t *testing.T) {
	for _, folder := range []string{cExamples, filepath.Dir(cEvery), "../bench/guests"} {
		sums, err := os.ReadFile(filepath.Join(folder, "SHA256SUMS"))
		if err != nil {
			t.Fatal(err)
		}
		modules, err := filepath.Glob(filepath.Join(folder, "*.wasm"))
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, path := range modules {
			fmt.Fprintf(&got, "%x  %s\n", sha256.Sum256(fileOfC(t, path)), filepath.Base(path))
		}
		if diff := cmp.Diff(string(sums), got.String()); diff != "" {
			t.Errorf("%s: sums (-want +got):\n%s", folder, diff)
		}
	}
}

// runC runs a module that lies in a file, with all defaults.
func runC(t *testing.T, path string) check.Result {
	t.Helper()
	result, err := open(t, runtime.Options{Slots: 1}).Run(t.Context(), &check.Instance{ID: "c", Check: "c", Module: path, Config: []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// importsOfC are the types of what a module imports, by module.name.
func importsOfC(t *testing.T, path string) map[string]string {
	t.Helper()
	report := inspectC(t, path)
	if len(report.Problems) > 0 {
		t.Errorf("%s: %v", path, report.Problems)
	}
	types := map[string]string{}
	for _, i := range report.Imports {
		types[i.Module+"."+i.Name] = i.Type
	}
	return types
}

func inspectC(t *testing.T, path string) runtime.Report {
	t.Helper()
	report, err := runtime.Inspect(path, wasm.Caps{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func fileOfC(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
