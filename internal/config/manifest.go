package config

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"
)

// Manifest is what a file says that a module is. What its keys mean is not this
// room's to say: who knows can find mistakes that this room cannot.
type Manifest struct {
	JSON []byte // an object

	document *document
	pairs    []pair
}

// ReadManifest reads the manifest of a module, which people write in YAML, with
// no other keys than those given. With an error there is no JSON.
func ReadManifest(path string, keys []string) (Manifest, []Problem) {
	d := readDocument(path, "", "write it there, with at least name: NAME and abi: check/v1")
	m := Manifest{document: d}
	if d.valid() && (d.root == nil || d.root.Kind != yaml.MappingNode) {
		d.at(Error, 0, 0, "a manifest is a mapping", "write key: value in each line, at least name: NAME and abi: check/v1")
	}
	if !d.valid() {
		return m, d.sorted()
	}
	m.pairs = d.pairs(d.root)
	for _, p := range m.pairs {
		if !slices.Contains(keys, p.key) {
			d.fail(p.at, fmt.Sprintf("a manifest has no key %s", quote(p.key)), didYouMean(p.key, keys))
		}
	}
	if json := d.object(d.root); d.valid() {
		m.JSON = json
	}
	return m, d.sorted()
}

// Mistake is a mistake in the value of a key, at its place in the file.
func (m Manifest) Mistake(key, message, hint string) Problem {
	d := document{file: m.document.file, lines: m.document.lines, reported: map[string]bool{}}
	at := slices.IndexFunc(m.pairs, func(p pair) bool { return p.key == key })
	if at < 0 {
		d.at(Error, 0, 0, message, hint)
	} else {
		d.fail(m.pairs[at].value, message, hint)
	}
	return d.problems[0]
}
