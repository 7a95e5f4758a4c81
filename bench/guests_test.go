package main

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime"
)

func TestGuestsOfAllLanguagesReportTheSame(t *testing.T) {
	b := &bench{root: "..", work: t.TempDir()}
	inGo, err := b.goGuest(t.Context(), "ten")
	if err != nil {
		t.Fatal(err)
	}
	rt, err := runtime.Open(t.Context(), runtime.Options{Hostname: "bench"})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close(t.Context())
	var want []string
	for _, path := range []string{b.guest("ten.wasm"), b.guest("ten_rust.wasm"), inGo} {
		result, err := rt.Run(t.Context(), &check.Instance{ID: check.ID(path), Check: "ten", Module: path, Config: []byte("{}")})
		if err != nil || result.Fault != nil || len(result.Warnings) > 0 {
			t.Fatalf("%s: %v, %v, %q", path, err, result.Fault, result.Warnings)
		}
		var got []string
		for _, s := range result.Samples {
			got = append(got, fmt.Sprintf("%v %s %v", s.Kind, s.Context.Key, s.Value))
		}
		if want == nil {
			want = got
		}
		if len(got) != 10 || !slices.Equal(got, want) {
			t.Errorf("%s reports\n%q, want\n%q", path, got, want)
		}
		rt.Release(&result)
	}
}
