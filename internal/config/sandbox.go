package config

import (
	"fmt"
	"math"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"gopkg.in/yaml.v3"
)

// sandbox reads the value of a top-level key sandbox of a file of conf.d. A
// limit that it does not name is 0.
//
//	sandbox:
//	  limits: {wall: 5, memory: 128MiB, samples: 50000}
//	  allow: [api.example.com, "*.example.com:443", https://login.example.com, 10.0.0.0/8:9100]
func (d *document) sandbox(n *yaml.Node) (limits check.Limits, allow []check.Destination) {
	for _, p := range d.mapping("sandbox", n) {
		switch p.key {
		case "limits":
			limits = d.limits(p.value)
		case "allow":
			allow = d.allow(p.value)
		default:
			d.fail(p.at, fmt.Sprintf("sandbox has no key %s", quote(p.key)), didYouMean(p.key, []string{"limits", "allow"}))
		}
	}
	return limits, allow
}

// ceiling reads the value of a top-level key sandbox of the agent's own file,
// which has limits for all checks and grants nothing.
func (d *document) ceiling(n *yaml.Node) check.Limits {
	for _, p := range d.mapping("sandbox", n) {
		if p.key == "allow" {
			d.fail(p.at, "allow would hold for every check", "put it into the file in conf.d of each check that needs it, under sandbox")
		}
	}
	limits, _ := d.sandbox(n)
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
		"fuel": func(name string, n *yaml.Node) {
			limits.Fuel = int64(d.count(name, n, 1, math.MaxInt32))
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

// allow reads the list of what the instances of a file may connect to.
func (d *document) allow(n *yaml.Node) (allowed []check.Destination) {
	if s, _ := resolve(n); s.kind != isList {
		d.wrong("allow", n, nil, "a list of strings", "")
		return nil
	}
	for _, item := range n.Content {
		item = follow(item)
		if s, err := resolve(item); err != nil || s.kind != isString {
			d.fail(item, fmt.Sprintf("the entry %s of allow is not a string", show(item)), "put it in quotes")
			continue
		}
		to, err := check.ParseDestination(item.Value)
		if err != nil {
			d.fail(item, "allow: "+err.Error(), `write example.com, example.com:443, "*.example.com", https://example.com or 10.0.0.0/8:9100`)
			continue
		}
		allowed = append(allowed, to)
	}
	return allowed
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
