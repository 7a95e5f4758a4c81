//go:build wasip1

// Command loops does the work of loops.c as a guest in Go: the shapes for which
// a time limit can be dear.
package main

import (
	_ "embed"
	"encoding/json"
)

func step(x uint32) uint32 {
	x ^= x << 13
	x ^= x >> 17
	return x ^ x<<5
}

func eight(x uint32) uint32 {
	return step(step(step(step(step(step(step(step(x))))))))
}

// fat has a loop body of some thousand instructions.
//
//go:wasmexport fat
func fat() uint32 {
	x := uint32(2463534242)
	for range 5000 {
		x = eight(eight(eight(eight(eight(eight(eight(eight(x + 1))))))))
	}
	return x
}

var bytes [4096]byte

// tiny has loop bodies of a few instructions.
//
//go:wasmexport tiny
func tiny() uint32 {
	x, sum := uint32(2463534242), uint32(0)
	for range 100_000 {
		x = step(x)
	}
	for round := range 20 {
		for i := range bytes {
			bytes[i] += byte(round)
		}
		for _, b := range bytes {
			sum += uint32(b)
		}
	}
	return x + sum
}

func fibonacci(n uint32) uint32 {
	if n < 2 {
		return n
	}
	return fibonacci(n-1) + fibonacci(n-2)
}

//go:wasmexport recursion
func recursion() uint32 { return fibonacci(21) }

//go:embed status.json
var document []byte

type status struct {
	Uptime      float64
	Connections map[string]int
	Upstream    struct {
		Servers []struct {
			Name, State string
			Healthy     bool
			Requests    map[string]int
			Latency     map[string]float64 `json:"latency_ms"`
			Tags        []string
		}
	}
}

// check is what a check does with a status page: it reads the document and adds
// up what it wants to report.
//
//go:wasmexport json
func check() uint32 {
	var s status
	if err := json.Unmarshal(document, &s); err != nil {
		panic(err)
	}
	total := s.Uptime
	for _, server := range s.Upstream.Servers {
		total += server.Latency["p99"] + float64(server.Requests["total"])
	}
	return uint32(total)
}

func main() {}
