package config

import (
	"bytes"
	"encoding/json"
	"fmt"

	"gopkg.in/yaml.v3"
)

// pair is one entry of a mapping.
type pair struct {
	key   string
	at    *yaml.Node // the key
	value *yaml.Node // follows aliases
}

// follow returns what an alias stands for, and any other node itself.
func follow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// enter accounts for looking at a node, and reports false when the file has
// become too large or too deep; the caller then gives up on the node. Each
// enter has its leave, whatever it returned.
func (d *document) enter(n *yaml.Node, bytes int) bool {
	d.depth++
	d.expanded += nodeCost + bytes
	if d.depth > maxDepth {
		d.at(Error, n.Line, n.Column, fmt.Sprintf("this lies within more than %d lists and mappings", maxDepth), "")
		return false
	}
	if d.expanded > maxExpanded {
		// No line: which of many aliases is one too many means nothing.
		d.at(Error, 0, 0, fmt.Sprintf("its aliases expand to more than %d MiB", maxExpanded>>20), "write out less, or split the file into several in a folder NAME.d")
		return false
	}
	return true
}

func (d *document) leave() { d.depth-- }

// pairs returns the entries of a mapping in their order, those of merge keys
// first. An entry overrides a merged one, and the last of equal keys the others.
func (d *document) pairs(n *yaml.Node) []pair {
	defer d.leave()
	if !d.enter(n, 0) {
		return nil
	}
	var all []pair
	index := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Tag == "!!merge" {
			for _, p := range d.merged(follow(n.Content[i+1])) {
				if _, ok := index[p.key]; !ok {
					index[p.key] = len(all)
					all = append(all, p)
				}
			}
		}
	}
	first := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		at := n.Content[i]
		if at.Tag == "!!merge" {
			continue
		}
		key, ok := d.key(at)
		if !ok {
			continue
		}
		p := pair{key, at, follow(n.Content[i+1])}
		if earlier := first[key]; earlier != nil {
			d.warn(at, fmt.Sprintf("the key %s is here a second time; the first, in line %d, has no effect", quote(key), earlier.Line), "remove one of them")
		}
		first[key] = at
		if j, ok := index[key]; ok {
			all[j] = p
			continue
		}
		index[key] = len(all)
		all = append(all, p)
	}
	return all
}

// merged returns the entries that a merge key << brings: those of a mapping,
// or of a list of mappings of which an earlier one wins.
func (d *document) merged(n *yaml.Node) []pair {
	switch n.Kind {
	case yaml.MappingNode:
		return d.pairs(n)
	case yaml.SequenceNode:
		var all []pair
		for _, item := range n.Content {
			if item = follow(item); item.Kind != yaml.MappingNode {
				d.fail(item, "<< takes in mappings only", "")
				continue
			}
			if d.expanded > maxExpanded {
				break
			}
			all = append(all, d.pairs(item)...)
		}
		return all
	default:
		d.fail(n, "<< takes in a mapping or a list of mappings", `put "<<" in quotes if it is a key`)
		return nil
	}
}

// key returns a key as text, as JSON has no other keys: 8080 is "8080" and yes
// is "true".
func (d *document) key(n *yaml.Node) (string, bool) {
	defer d.leave()
	if !d.enter(n, len(n.Value)) {
		return "", false
	}
	s, err := resolve(follow(n))
	switch {
	case s.kind == isList || s.kind == isMapping:
		d.fail(n, "a key cannot be "+s.kind.String(), "put a key that begins with a bracket in quotes")
		return "", false
	case err != nil && n.Style&yaml.TaggedStyle != 0:
		d.fail(n, err.Error(), "")
		return "", false
	}
	return s.text, true
}

// object returns a mapping as a JSON object.
func (d *document) object(n *yaml.Node) []byte { return d.json(nil, n) }

// json appends a value as JSON to b. What has no JSON is reported, and null.
func (d *document) json(b []byte, n *yaml.Node) []byte {
	n = follow(n)
	defer d.leave()
	if !d.enter(n, len(n.Value)) {
		return append(b, "null"...)
	}
	s, err := resolve(n)
	if err == nil {
		err = collectionTag(n)
	}
	if err != nil {
		hint := "put it in quotes if it is meant as text"
		if n.Style&yaml.TaggedStyle != 0 {
			hint = "remove the tag, which begins with !, or put the whole value in quotes"
		}
		d.fail(n, err.Error(), hint)
		return append(b, "null"...)
	}
	switch s.kind {
	case isMapping:
		b = append(b, '{')
		for i, p := range d.pairs(n) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendString(b, p.key), ':')
			b = d.json(b, p.value)
		}
		return append(b, '}')
	case isList:
		b = append(b, '[')
		for i, item := range n.Content {
			if d.expanded > maxExpanded {
				break
			}
			if i > 0 {
				b = append(b, ',')
			}
			b = d.json(b, item)
		}
		return append(b, ']')
	case isString:
		return appendString(b, s.text)
	default:
		return append(b, s.text...)
	}
}

// collectionTag refuses the tags of languages on lists and mappings, such as
// !!python/object.
func collectionTag(n *yaml.Node) error {
	switch n.Tag {
	case "!!map", "!!seq", "!!set", "!!omap", "!!pairs":
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		return nil
	}
	return fmt.Errorf("the type %s is not known", clip(n.Tag))
}

// appendString appends s as a JSON string that stays as readable as it was.
func appendString(b []byte, s string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		panic("BUG: a string without JSON: " + err.Error())
	}
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}
