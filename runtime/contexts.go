package runtime

import (
	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
)

// contexts are those of an instance. They are kept from run to run, because a
// run reports mostly what the one before it did; all that a run sees of it is
// the time that it saves. Limits count what a run uses itself, and a context
// of which something had to be changed is not kept, so that each run has the
// warning.
type contexts struct {
	service       string // what contexts depend on besides what the guest gives
	emptyHostname bool

	run     int // the number of the run under way
	byGiven map[string]*given
	byKey   map[string]*interned
	changed []string // keys of byGiven that must not outlast the run
	packed  []byte   // the key of byGiven under construction
	bytes   int      // of the keys of byGiven

	registered registered
}

// given is what a guest gave for a context: there are several where it does
// not sort its tags.
type given struct {
	*interned
	used int // the last run that gave it
}

// interned is a context and what a run has to do with it.
type interned struct {
	*check.Context
	used    int                // the last run that used it
	handles [check.Kinds]int32 // of that run, by kind, plus 1; 0: there is none
}

// begin begins the next run.
func (c *contexts) begin(instance *check.Instance) {
	if c.byGiven == nil || c.service != instance.Service || c.emptyHostname != instance.EmptyDefaultHostname {
		*c = contexts{
			service: instance.Service, emptyHostname: instance.EmptyDefaultHostname, run: c.run,
			byGiven: map[string]*given{}, byKey: map[string]*interned{},
		}
	}
	c.run++
}

// end forgets what must not be kept: what this run did not use if it is more
// than what it did, and everything if it is large. A run may report 16 MiB of
// tags; what idle instances hold must be less.
func (c *contexts) end(used int) {
	const mostBytes = 2 << 20
	if c.bytes > mostBytes {
		c.byGiven, c.byKey, c.changed, c.bytes = map[string]*given{}, map[string]*interned{}, nil, 0
		c.registered = registered{}
		return
	}
	for _, key := range c.changed {
		c.forget(key)
	}
	c.changed = nil
	if len(c.byGiven) <= 2*used && len(c.byKey) <= 2*used {
		return
	}
	for key, g := range c.byGiven {
		if g.used != c.run {
			c.forget(key)
		}
	}
	for key, x := range c.byKey {
		if x.used != c.run {
			delete(c.byKey, key)
		}
	}
}

func (c *contexts) forget(key string) {
	if c.byGiven[key] != nil {
		delete(c.byGiven, key)
		c.bytes -= len(key)
	}
}

// context returns the context of what the guest gave, or nil and what to
// answer. What was given before is found without allocating.
func (r *run) context(name []byte, tags [][]byte, hostname, device []byte) (*interned, reply) {
	c := &r.memory.contexts
	c.packed = pack(c.packed[:0], name, tags, hostname, device)
	g := c.byGiven[string(c.packed)]
	if g != nil && g.used == c.run {
		return g.interned, reply(abi.OK)
	}
	if !r.charge(len(c.packed)) {
		return nil, r.reject(abi.Quota, overReport, display(name))
	}
	if g != nil {
		if refused := r.use(g); refused != reply(abi.OK) {
			return nil, refused
		}
		return g.interned, reply(abi.OK)
	}
	changes := r.journal.changes
	k, refused := r.newContext(name, tags, hostname, device)
	if k == nil {
		return nil, refused
	}
	g = &given{interned: k}
	if refused := r.use(g); refused != reply(abi.OK) {
		return nil, refused
	}
	key := string(c.packed)
	c.keep(key, g)
	if r.journal.changes > changes {
		c.changed = append(c.changed, key)
	}
	return k, reply(abi.OK)
}

func (c *contexts) keep(key string, g *given) {
	c.forget(key)
	c.byGiven[key], c.byKey[g.Key] = g, g.interned
	c.bytes += len(key)
}

// use counts what is used for the first time in this run, if there may be more.
func (r *run) use(g *given) reply {
	if g.interned.used != r.memory.contexts.run && r.metrics.contexts >= r.limits.Contexts {
		return r.reject(abi.Quota, overContexts, g.Name)
	}
	r.metrics.use(g, r.memory.contexts.run)
	return reply(abi.OK)
}

func (m *metrics) use(g *given, run int) {
	if k := g.interned; k.used != run {
		m.contexts++
		k.used, k.handles = run, [check.Kinds]int32{}
	}
	g.used = run
	m.given++
}

// newContext makes a context of what the guest gave, or finds the one that it
// means.
func (r *run) newContext(name []byte, tags [][]byte, hostname, device []byte) (*interned, reply) {
	nameText, ok := r.name(name)
	if !ok {
		return nil, r.reject(abi.BadString, "name is empty or not UTF-8", display(name))
	}
	hostText, ok := r.text(hostname)
	if !ok {
		return nil, r.reject(abi.BadString, "hostname is not UTF-8", nameText)
	}
	deviceText, ok := r.text(device)
	if !ok {
		return nil, r.reject(abi.BadString, "device name is not UTF-8", nameText)
	}
	made := check.NewContext(nameText, r.tags(tags), r.hostname(hostText), deviceText)
	if k := r.memory.contexts.byKey[made.Key]; k != nil {
		return k, reply(abi.OK)
	}
	return &interned{Context: made}, reply(abi.OK)
}

// pack appends what identifies a context, each part led by its length.
func pack(b, name []byte, tags [][]byte, hostname, device []byte) []byte {
	b = packPart(packPart(packPart(b, name), hostname), device)
	for _, tag := range tags {
		b = packPart(b, tag)
	}
	return b
}

func packPart(b, part []byte) []byte {
	n := len(part)
	return append(append(b, byte(n), byte(n>>8), byte(n>>16), byte(n>>24)), part...)
}

// unpack takes apart what pack made.
func unpack(packed string) (name []byte, tags [][]byte, hostname, device []byte) {
	part := func() []byte {
		n := u32([]byte(packed[:4]))
		b := []byte(packed[4 : 4+n])
		packed = packed[4+n:]
		return b
	}
	name, hostname, device = part(), part(), part()
	for len(packed) > 0 {
		tags = append(tags, part())
	}
	return name, tags, hostname, device
}
