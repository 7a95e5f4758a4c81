package config

import "gopkg.in/yaml.v3"

// ReadManifest returns the manifest of a module, which people write in YAML, as
// JSON. What its keys mean is not this room's to say. With an error there is
// no JSON.
func ReadManifest(path string) ([]byte, []Problem) {
	d := readDocument(path, "", "write it there, with at least name: NAME and abi: check/v1")
	if d.valid() && (d.root == nil || d.root.Kind != yaml.MappingNode) {
		d.at(Error, 0, 0, "a manifest is a mapping", "write key: value in each line, at least name: NAME and abi: check/v1")
	}
	if !d.valid() {
		return nil, d.sorted()
	}
	json := d.object(d.root)
	if !d.valid() {
		return nil, d.sorted()
	}
	return json, d.sorted()
}
