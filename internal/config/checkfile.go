package config

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"github.com/sandpiper-checks/sandpiper/check"
	"gopkg.in/yaml.v3"
)

const (
	// needInstance is the sentence of the older agents.
	needInstance = "You need to have at least one instance defined in the YAML file for this check"
	instanceHint = "write instances: and below it an entry for each, - key: value, or instances: [{}] if it needs no keys"
)

// checkFile is what one file of conf.d says. Its nodes are nil where the file
// has no such key.
type checkFile struct {
	*document
	main                  Main
	initConfig, instances *yaml.Node
	granted               granted
	// unread says that what the file is keeps one from looking into it, and
	// noInstances that it has none, which is told.
	unread, noInstances bool
}

// readCheckFile reads the top level of a file of conf.d.
func readCheckFile(d *document, main Main) *checkFile {
	f := &checkFile{document: d, main: main, unread: true}
	switch {
	case !d.valid():
		return f
	case d.root == nil:
		d.at(Error, 0, 0, needInstance, instanceHint)
		return f
	case d.root.Kind != yaml.MappingNode:
		d.fail(d.root, needInstance, instanceHint)
		return f
	}
	f.unread = false
	var misspelt []pair // with the keys that were probably meant
	for _, p := range d.pairs(d.root) {
		near := nearest(p.key, []string{"init_config", "instances", "sandbox"})
		switch {
		case p.key == "init_config":
			f.initConfig = p.value
		case p.key == "instances":
			f.instances = p.value
		case p.key == "sandbox":
			f.granted = d.sandbox(p.value, main.Limits)
		case near != "":
			misspelt = append(misspelt, pair{key: near, at: p.at})
		default:
			d.note(p.at, fmt.Sprintf("the key %s has no effect", quote(p.key)), "what the check reads belongs under init_config or instances")
		}
	}
	for _, p := range misspelt {
		hint := fmt.Sprintf("did you mean %q?", p.key)
		if p.key == "instances" && f.instances == nil {
			f.noInstances = true
			d.fail(p.at, needInstance, hint)
			continue
		}
		d.warn(p.at, fmt.Sprintf("the key %s has no effect", show(p.at)), hint)
	}
	if f.initConfig == nil {
		d.at(Warning, 0, 0, "there is no init_config", "add the line init_config: above instances; it may stay empty")
	}
	return f
}

// read returns the instances of the file without what depends on other files:
// ID, Index and Module. It returns none when the file has an error.
func (f *checkFile) read() []check.Instance {
	if f.unread {
		return nil
	}
	initConfig := []byte("{}")
	var common reserved
	switch init := f.initConfig; {
	case init == nil:
	case init.Kind == yaml.MappingNode:
		initConfig = f.object(init)
		common = f.reserved(init, f.main.Limits)
	default:
		if s, err := resolve(init); err != nil || s.kind != isNull {
			f.fail(init, fmt.Sprintf("init_config %s is not a mapping", show(init)), "write key: value below it, or leave it empty")
		}
	}
	list := f.instances
	switch {
	case list == nil:
		if !f.noInstances {
			f.at(Error, 0, 0, needInstance, instanceHint)
		}
		return nil
	case list.Kind != yaml.SequenceNode || len(list.Content) == 0:
		f.fail(list, needInstance, instanceHint)
		return nil
	}
	var instances []check.Instance
	for i, entry := range list.Content {
		entry := follow(entry)
		if entry.Kind != yaml.MappingNode {
			hint := fmt.Sprintf("entry %d is %s, not a mapping; write - key: value, or - {}", i, kindOf(entry))
			f.fail(list.Content[i], needInstance, hint)
			continue
		}
		instances = append(instances, f.instance(list.Content[i].Line, entry, common, initConfig))
	}
	if !f.valid() {
		return nil
	}
	return instances
}

func kindOf(n *yaml.Node) kind {
	s, _ := resolve(n)
	return s.kind
}

// reserved are the keys of an instance, or of init_config, that are the
// agent's to read. The check gets them too. A nil field was not given.
type reserved struct {
	interval, minInterval *time.Duration
	service               *string
	emptyHostname         *bool
	contexts              int // 0: not given
}

func (d *document) reserved(n *yaml.Node, ceiling check.Limits) reserved {
	var r reserved
	for _, p := range d.pairs(n) {
		switch p.key {
		case "min_collection_interval":
			if span, ok := d.span(p.key, p.value, secondsOnly); ok {
				r.minInterval = &span
			}
		case "collection_interval":
			if span, ok := d.interval(p.key, p.value, secondsOnly, time.Second); ok {
				r.interval = &span
			}
		case "service":
			if kind := kindOf(p.value); kind == isList || kind == isMapping {
				// It was the author's key before it was an agent's.
				d.warn(p.value, fmt.Sprintf("service %s is not a string; no tag is made of it", show(p.value)), "")
			} else if text, ok := d.text(p.key, p.value); ok {
				r.service = &text
			}
		case "empty_default_hostname":
			if value, ok := d.yes(p.key, p.value); ok {
				r.emptyHostname = &value
			}
		case "max_returned_metrics":
			if value, ok := d.count(p.key, p.value, 0, contextsLimit.most); ok {
				r.contexts = int(d.under(p.key, p.value, contextsLimit, value, ceiling))
			}
		}
	}
	return r
}

// instance reads one entry of instances.
func (f *checkFile) instance(line int, entry *yaml.Node, common reserved, initConfig []byte) check.Instance {
	own := f.reserved(entry, f.main.Limits)
	i := check.Instance{
		Check:                f.check,
		Source:               cmp.Or(f.file, "command line"),
		Config:               f.object(entry),
		InitConfig:           initConfig,
		Interval:             either(own.interval, common.interval, f.main.CheckInterval),
		MinInterval:          either(own.minInterval, common.minInterval, 0),
		Service:              either(own.service, common.service, ""),
		EmptyDefaultHostname: either(own.emptyHostname, common.emptyHostname, false),
	}
	if line > 0 {
		i.Source += ":" + strconv.Itoa(line)
	}
	rest := standard(f.main.Limits)
	rest.Wall = min(rest.Wall, i.Interval)
	i.Limits = check.Limits{Contexts: cmp.Or(own.contexts, common.contexts)}.Or(f.granted.limits).Or(rest)
	i.Allow, i.Read = f.granted.allow, f.granted.read
	i.HoldAfter = either(f.granted.holdAfter, nil, f.main.HoldAfter)
	return i
}

// either returns the first value that was given.
func either[T any](own, common *T, fallback T) T {
	if own != nil {
		return *own
	}
	if common != nil {
		return *common
	}
	return fallback
}

// instanceID names an instance by what it is: its check and both parts of its
// configuration. It stays the same when the file moves or others join it.
func instanceID(name string, config, initConfig []byte) check.ID {
	hash := sha256.New()
	for _, part := range [][]byte{[]byte(name), config, initConfig} {
		hash.Write(part)
		hash.Write([]byte{0}) // ends a part: none contains it
	}
	return check.ID(name + ":" + hex.EncodeToString(hash.Sum(nil)[:8]))
}

// identify numbers instances and gives them their IDs, all those of one agent
// in the order in which they stand. Equal ones are told apart by a number.
func identify(instances []check.Instance) {
	index := map[string]int{}
	times := map[check.ID]int{}
	for n := range instances {
		i := &instances[n]
		i.Index = index[i.Check]
		index[i.Check]++
		i.ID = instanceID(i.Check, i.Config, i.InitConfig)
		times[i.ID]++
		if again := times[i.ID]; again > 1 {
			i.ID += check.ID("-" + strconv.Itoa(again))
		}
	}
}

// checkName is the name of the check whose module stands at a path.
func checkName(module string) string {
	base := filepath.Base(module)
	if name, ok := moduleName(base); ok {
		return name
	}
	return base
}
