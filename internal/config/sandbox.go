package config

import (
	"fmt"
	"math"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"gopkg.in/yaml.v3"
)

// sandbox reads the value of a top-level key sandbox. A limit that it does not
// name is 0.
//
//	sandbox:
//	  limits: {wall: 5, memory: 128MiB, samples: 50000}
//	  allow: ["http:api.example.com"]
func (d *document) sandbox(n *yaml.Node) check.Limits {
	var limits check.Limits
	for _, p := range d.mapping("sandbox", n) {
		switch p.key {
		case "limits":
			limits = d.limits(p.value)
		case "allow":
			d.allow(p.value)
		default:
			d.fail(p.at, fmt.Sprintf("sandbox has no key %s", quote(p.key)), didYouMean(p.key, []string{"limits", "allow"}))
		}
	}
	return limits
}

// limits reads the limits of a run. A misspelt one is an error: whoever sets a
// limit counts on it.
func (d *document) limits(n *yaml.Node) check.Limits {
	var limits check.Limits
	known := map[string]func(name string, n *yaml.Node){
		"wall": func(name string, n *yaml.Node) {
			limits.Wall, _ = d.positive(name, n, secondsOrDuration, time.Millisecond)
		},
		"memory": func(name string, n *yaml.Node) {
			limits.MemoryBytes, _ = d.size(name, n, 64<<10, 4<<30) // a page, and all that wasm32 can address
		},
	}
	for name, field := range map[string]*int{
		"contexts": &limits.Contexts, "samples": &limits.Samples, "events": &limits.Events,
		"service_checks": &limits.ServiceChecks, "topology_elements": &limits.TopologyElements,
		"http_calls": &limits.HTTPCalls,
	} {
		known[name] = func(name string, n *yaml.Node) {
			*field = d.count(name, n, 1, math.MaxInt32)
		}
	}
	for name, field := range map[string]*int64{"http_body": &limits.HTTPBodyBytes, "state": &limits.StateBytes} {
		known[name] = func(name string, n *yaml.Node) {
			*field, _ = d.size(name, n, 1, math.MaxInt32)
		}
	}
	for name, field := range map[string]*int{"log": &limits.LogBytes, "report": &limits.ReportBytes} {
		known[name] = func(name string, n *yaml.Node) {
			bytes, _ := d.size(name, n, 1, math.MaxInt32)
			*field = int(bytes)
		}
	}
	for _, p := range d.mapping("limits", n) {
		if read, ok := known[p.key]; ok {
			read(p.key, p.value)
			continue
		}
		d.fail(p.at, fmt.Sprintf("there is no limit %s", quote(p.key)), didYouMean(p.key, sortedKeys(known)))
	}
	return limits
}

// allow checks the list of what an instance may reach. What its entries mean
// is for the sandbox to say.
func (d *document) allow(n *yaml.Node) {
	if s, _ := resolve(n); s.kind != isList {
		d.wrong("allow", n, nil, "a list of strings", "")
		return
	}
	for _, item := range n.Content {
		item = follow(item)
		if s, err := resolve(item); err != nil || s.kind != isString {
			d.fail(item, fmt.Sprintf("the entry %s of allow is not a string", show(item)), "put it in quotes")
		}
	}
}

// mapping returns the entries of a node that is to be a mapping, none when it
// is something else, which is reported, or empty.
func (d *document) mapping(name string, n *yaml.Node) []pair {
	if n.Kind != yaml.MappingNode {
		d.wrong(name, n, nil, "a mapping", "")
		return nil
	}
	return d.pairs(n)
}
