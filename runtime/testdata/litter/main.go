//go:build wasip1

// Command litter is a check that reports what it finds of runs before it, in
// all places that a guest in Go can reach, and then leaves something in each.
// Of what it finds of its own, only the state may ever be more than 0. It also
// reports f, o, x and c, as the check litter of isolation_test.go.
package main

import (
	"math"
	"os"
	"runtime"
	"syscall"
	"time"
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

//go:wasmimport check/v1 config
func config(which int32, buffer unsafe.Pointer, room uint32) int32

//go:wasmimport wasi_snapshot_preview1 random_get
func randomGet(buffer unsafe.Pointer, n uint32) uint32

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

	gauge("f", float64(errorNumber(syscall.Close(4))), "", "", "", 0) // which the run before left open
	path := make([]byte, 1000)
	path = path[:config(0, unsafe.Pointer(&path[0]), uint32(len(path)))]
	opened, _ := syscall.Open("/"+string(path), syscall.O_RDONLY, 0)
	gauge("o", float64(opened), "", "", "", 0)
	var random uint64
	randomGet(unsafe.Pointer(&random), 8)
	gauge("x", float64(random), "", "", "", 0)
	gauge("c", float64(time.Now().UnixNano()), "", "", "", 0)

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

func errorNumber(err error) syscall.Errno {
	number, _ := err.(syscall.Errno)
	return number
}

func known(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func main() {}
