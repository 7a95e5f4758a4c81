package config

import (
	"fmt"
	"math"
	"strings"

	"github.com/sandpiper-checks/sandpiper/check"
	"github.com/sandpiper-checks/sandpiper/runtime/wasm"
	"gopkg.in/yaml.v3"
)

// granted is what a file of conf.d says under sandbox.
type granted struct {
	limits    check.Limits // those that it does not name are 0
	allow     []check.Destination
	read      []string
	holdAfter *int // nil: not named
}

// sandbox reads the value of a top-level key sandbox of a file of conf.d, which
// may not ask for more than the ceiling.
//
//	sandbox:
//	  limits: {wall: 5, memory: 128MiB, samples: 50000}
//	  allow: [api.example.com, "*.example.com:443", https://login.example.com, 10.0.0.0/8:9100, read: /var/log/nginx]
//	  hold_after: 3
func (d *document) sandbox(n *yaml.Node, ceiling check.Limits) (g granted) {
	for _, p := range d.mapping("sandbox", n) {
		switch p.key {
		case "limits":
			g.limits = d.limits(p.value, ceiling)
		case "allow":
			d.allow(&g, p.value)
		case "hold_after":
			if stops, ok := d.holdAfter(p); ok {
				g.holdAfter = &stops
			}
		case "caps":
			d.fail(p.at, "caps hold for every check", "put them into sandpiper.yaml, under sandbox")
		default:
			d.fail(p.at, fmt.Sprintf("sandbox has no key %s", quote(p.key)), didYouMean(p.key, []string{"limits", "allow", "hold_after"}))
		}
	}
	return g
}

// readSandbox reads the value of a top-level key sandbox of the agent's own
// file, which bounds all checks and grants nothing.
//
//	sandbox:
//	  limits: {wall: 30, memory: 1GiB}
//	  caps: {functions: 50000, body_bytes: 1MiB}
//	  hold_after: 0
//	  stateful_memory: 1GiB
func (s *settings) readSandbox(d *document, _ string, n *yaml.Node) {
	for _, p := range d.mapping("sandbox", n) {
		switch p.key {
		case "limits":
			s.main.Limits = d.limits(p.value, check.Limits{})
		case "caps":
			s.main.Caps = d.caps(p.value)
		case "hold_after":
			assign(&s.main.HoldAfter)(d.holdAfter(p))
		case "stateful_memory":
			assign(&s.main.StatefulBytes)(d.size(p.key, p.value, 1<<20, math.MaxInt64))
		case "allow":
			d.fail(p.at, "allow would hold for every check", "put it into the file in conf.d of each check that needs it, under sandbox")
		default:
			d.fail(p.at, fmt.Sprintf("sandbox has no key %s", quote(p.key)), didYouMean(p.key, []string{"limits", "caps", "hold_after", "stateful_memory"}))
		}
	}
}

// holdAfter reads after how many stops in a row an instance is held; 0: never.
func (d *document) holdAfter(p pair) (int, bool) {
	stops, ok := d.count(p.key, p.value, 0, math.MaxInt32)
	return int(stops), ok
}

// caps reads how far the caps on modules are moved. Those that are not named
// stay where they are.
func (d *document) caps(n *yaml.Node) wasm.Caps {
	caps, hard := wasm.DefaultCaps(), wasm.HardCaps()
	byName := map[string]wasm.Cap{}
	for c := range caps {
		byName[wasm.Cap(c).String()] = wasm.Cap(c)
	}
	for _, p := range d.mapping("caps", n) {
		c, known := byName[p.key]
		if !known {
			d.fail(p.at, fmt.Sprintf("there is no cap %s", quote(p.key)), didYouMean(p.key, sortedKeys(byName)))
			continue
		}
		read := d.count
		if strings.HasSuffix(p.key, "_bytes") {
			read = d.size
		}
		if value, ok := read(p.key, p.value, 0, int64(hard[c])); ok {
			caps[c] = int(value)
		}
	}
	return caps
}

// allow reads the list of what the instances of a file may connect to and read.
func (d *document) allow(g *granted, n *yaml.Node) {
	if s, _ := resolve(n); s.kind != isList {
		d.wrong("allow", n, nil, "a list", "")
		return
	}
	for _, item := range n.Content {
		item = follow(item)
		switch s, err := resolve(item); {
		case err == nil && s.kind == isString:
			d.destination(g, item)
		case err == nil && s.kind == isMapping:
			d.readable(g, item)
		default:
			d.fail(item, fmt.Sprintf("the entry %s of allow is not a string", show(item)), "put it in quotes")
		}
	}
}

func (d *document) destination(g *granted, n *yaml.Node) {
	to, err := check.ParseDestination(n.Value)
	switch {
	case strings.HasPrefix(n.Value, "/") || strings.HasPrefix(n.Value, "file:"):
		d.fail(n, fmt.Sprintf("allow: %s is not a server", show(n)), "to let checks read a file, or all in a folder, write read: and its path")
	case err != nil:
		d.fail(n, "allow: "+err.Error(), `write example.com, example.com:443, "*.example.com", https://example.com or 10.0.0.0/8:9100`)
	case to.NeverReached() != "":
		d.fail(n, fmt.Sprintf("allow: %s has no effect: it is %s, which no check may reach", show(n), to.NeverReached()), "leave it out")
	default:
		g.allow = append(g.allow, to)
	}
}

// readable reads an entry read: PATH.
func (d *document) readable(g *granted, n *yaml.Node) {
	entries := d.pairs(n)
	if len(entries) == 0 {
		d.fail(n, "an entry of allow is empty", "write read: and the path of a file or folder")
	}
	for _, p := range entries {
		if p.key != "read" {
			d.fail(p.at, fmt.Sprintf("an entry of allow has no key %s", quote(p.key)), didYouMean(p.key, []string{"read"}))
			continue
		}
		text, ok := d.text(p.key, p.value)
		if !ok && kindOf(p.value) != isNull {
			continue
		}
		path, err := check.ParsePath(text)
		if err != nil {
			d.fail(p.value, "allow: "+err.Error(), "write the path of a file or folder, such as /var/log/nginx")
			continue
		}
		g.read = append(g.read, path)
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
