//go:build wasip1

// Command litter is a check that reports what it finds of runs before it, in
// all places that a guest in Go can reach, and then leaves something in each.
// Only what it finds of its own state may ever be more than 0.
package main

import (
	"math"
	"os"
	"runtime"
	"unsafe"
)

//go:wasmimport check/v1 gauge
func gauge(name string, value float64, tags, hostname, device string, at float64) int32

//go:wasmimport check/v1 submit
func submit(records unsafe.Pointer, n uint32) int32

//go:wasmimport check/v1 metric
func metric(kind int32, name, tags, hostname, device string) int32

//go:wasmimport check/v1 state_get
func stateGet(name string, buffer unsafe.Pointer, room uint32) int32

//go:wasmimport check/v1 state_set
func stateSet(name, value string) int32

var (
	counter int
	table   = map[string]string{"first": "entry"}
	heap    [][]byte
	list    = [...]int{1, 2, 3}
	atStart = runtime.NumGoroutine()
	parked  = make(chan int)
	sample  = struct {
		handle, flags int32
		value         float64
	}{handle: 7, value: 1}
)

//go:wasmexport sandpiper_abi_v1
func version() {}

//go:wasmexport check_run
func checkRun() int32 {
	find("counter", float64(counter))
	find("map", float64(len(table)-1))
	find("heap", float64(len(heap)))
	find("list", float64(list[1]-2))
	find("goroutines", float64(runtime.NumGoroutine()-atStart))
	find("environment", float64(len(os.Environ())))
	_, err := os.ReadFile("/litter")
	find("file", known(err == nil))
	find("handle", known(submit(unsafe.Pointer(&sample), 1) >= 0))
	var state [1]byte
	find("state", float64(max(stateGet("litter", unsafe.Pointer(&state), 1), 0)))

	counter++
	table["second"] = "entry"
	list[1] = 7
	for range 20 {
		heap = append(heap, make([]byte, 10_000))
	}
	go func() { <-parked }()
	runtime.Gosched()
	os.Setenv("LITTER", "yes")
	_ = os.WriteFile("/litter", []byte("yes"), 0o644)
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		metric(0, name, "", "", "")
	}
	stateSet("litter", "x")
	return 0
}

func find(what string, value float64) { gauge("found."+what, math.Abs(value), "", "", "", 0) }

func known(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func main() {}
