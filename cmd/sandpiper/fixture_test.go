package main

import (
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/sandpiper-checks/sandpiper/abi/testkit"
	wasm "github.com/sandpiper-checks/sandpiper/abi/testkit/assembler"
)

// guest returns a module that makes the calls, one a line as in the vectors of
// abi/testkit.
func guest(calls string) ([]byte, error) {
	v, err := testkit.Parse("fixture", "comment: a fixture\nexpect: ok\n\n"+calls+"---\n")
	if err != nil {
		return nil, err
	}
	return v.Runs[0].Module(), nil
}

// odd are modules that no calls can express.
func odd() map[string][]byte {
	const marker = "sandpiper_abi_v1"
	checkModule := func(marker string, code ...[]byte) []byte {
		m := wasm.Module{Pages: 1}
		m.Exported(marker, "->", 0)
		if code != nil {
			m.Exported("check_run", "-> i32", 0, code...)
		}
		return m.Bytes()
	}
	stranger := wasm.Module{Pages: 1}
	stranger.Import("check/v1", "gage", "i32 -> i32")
	stranger.Import("env", "abort", "->")
	stranger.Exported(marker, "->", 0)
	stranger.Exported("check_run", "-> i32", 0, wasm.I32(0))
	return map[string][]byte{
		"spin":    checkModule(marker, wasm.Loop(wasm.Br(0)), wasm.I32(0)),
		"v2":      checkModule("sandpiper_abi_v2", wasm.I32(0)),
		"no-run":  checkModule(marker),
		"imports": stranger.Bytes(),
	}
}

func wasmCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: wasm FILE CALLS|=KIND")
	}
	var module []byte
	var err error
	if kind, ok := strings.CutPrefix(args[1], "="); ok {
		module = odd()[kind]
	} else {
		module, err = guest(ts.ReadFile(args[1]))
	}
	ts.Check(err)
	if module == nil {
		ts.Fatalf("there is no odd module %s", args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), module, 0o644))
}
