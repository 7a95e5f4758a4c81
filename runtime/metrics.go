package runtime

import (
	"fmt"
	"math"
	"slices"
	"time"

	abi "github.com/sandpiper-checks/sandpiper/abi/v1"
	"github.com/sandpiper-checks/sandpiper/check"
)

// metrics are the samples of a run and what it has used for them.
type metrics struct {
	samples  []check.Sample
	handles  []metric
	contexts int // against the limit
	given    int // how often something was given for the first time

	// registrations are the handles as the guest gave them, kept while it is
	// initialised.
	registrations []registration
}

// metric is what a handle stands for.
type metric struct {
	context *check.Context
	kind    check.Kind
}

// The single calls: one sample of one kind each.

func (r *run) gauge(name []byte, value float64, tags [][]byte, hostname, device []byte, timestamp float64) reply {
	return r.single(check.Gauge, name, value, tags, hostname, device, timestamp)
}

func (r *run) rate(name []byte, value float64, tags [][]byte, hostname, device []byte, _ float64) reply {
	return r.single(check.Rate, name, value, tags, hostname, device, 0)
}

func (r *run) count(name []byte, value float64, tags [][]byte, hostname, device []byte, _ float64) reply {
	return r.single(check.Count, name, value, tags, hostname, device, 0)
}

func (r *run) monotonicCount(name []byte, value float64, tags [][]byte, hostname, device []byte, _ float64) reply {
	return r.single(check.MonotonicCount, name, value, tags, hostname, device, 0)
}

func (r *run) increment(name []byte, value float64, tags [][]byte, hostname, device []byte, _ float64) reply {
	return r.single(check.Counter, name, value, tags, hostname, device, 0)
}

func (r *run) decrement(name []byte, value float64, tags [][]byte, hostname, device []byte, _ float64) reply {
	return r.single(check.Counter, name, value, tags, hostname, device, 0)
}

func (r *run) histogram(name []byte, value float64, tags [][]byte, hostname, device []byte, _ float64) reply {
	return r.single(check.Histogram, name, value, tags, hostname, device, 0)
}

func (r *run) raw(name []byte, value float64, tags [][]byte, hostname, device []byte, timestamp float64) reply {
	return r.single(check.Raw, name, value, tags, hostname, device, timestamp)
}

func (r *run) single(kind check.Kind, name []byte, value float64, tags [][]byte, hostname, device []byte, timestamp float64) reply {
	k, refused := r.context(name, tags, hostname, device)
	if k == nil {
		return refused
	}
	at, ok := r.moment(timestamp)
	if !ok {
		return r.reject(abi.BadValue, "bad timestamp", k.Name)
	}
	return r.sample(check.Sample{Context: k.Context, Kind: kind, Value: value, At: at, Explicit: timestamp != 0})
}

// metric registers a metric and returns its handle.
func (r *run) metric(kind int32, name []byte, tags [][]byte, hostname, device []byte) reply {
	if kind < 0 || int(kind) >= check.Kinds {
		return r.reject(abi.BadValue, "unknown kind", fmt.Sprint(kind))
	}
	k, refused := r.context(name, tags, hostname, device)
	if k == nil {
		return refused
	}
	if k.handles[kind] == 0 {
		r.metrics.handles = append(r.metrics.handles, metric{k.Context, check.Kind(kind)})
		k.handles[kind] = int32(len(r.metrics.handles))
		if r.initialising {
			r.metrics.registrations = append(r.metrics.registrations, registration{check.Kind(kind), string(r.memory.contexts.packed)})
		}
	}
	return reply(k.handles[kind] - 1)
}

// submit takes records of {i32 handle, u32 flags, f64 value}.
func (r *run) submit(records []byte) reply {
	result, now := reply(abi.OK), r.now()
	for ; len(records) > 0 && !r.late(len(records)); records = records[abi.SampleSize:] {
		answer := r.submitOne(u32(records), u32(records[4:]), float(records[8:]), now)
		if result == reply(abi.OK) {
			result = answer
		}
	}
	return result
}

// late says, now and then, that the guest's time is over, and a batch need not
// be finished: a memory full of records takes seconds.
func (r *run) late(left int) bool {
	const every = 1024 * abi.SampleSize
	return left%every == 0 && r.guest.Context().Err() != nil
}

func (r *run) submitOne(handle, flags uint32, value float64, now int64) reply {
	if int64(handle) >= int64(len(r.metrics.handles)) {
		return r.reject(abi.BadHandle, "unknown handle", fmt.Sprint(int32(handle)))
	}
	m := r.metrics.handles[handle]
	if flags != 0 {
		return r.reject(abi.BadValue, "undefined flags", m.context.Name)
	}
	return r.sample(check.Sample{Context: m.context, Kind: m.kind, Value: value, At: now})
}

// submitNamed takes records of {u32 pointer, u32 length, f64 value}.
func (r *run) submitNamed(kind int32, records []byte) reply {
	if kind < 0 || int(kind) >= check.Kinds {
		return r.reject(abi.BadValue, "unknown kind", fmt.Sprint(kind))
	}
	result, now := reply(abi.OK), r.now()
	for ; len(records) > 0 && !r.late(len(records)); records = records[abi.NamedSampleSize:] {
		name := r.guest.Read(u32(records), u32(records[4:]))
		answer := r.submitOneNamed(check.Kind(kind), name, float(records[8:]), now)
		if result == reply(abi.OK) {
			result = answer
		}
	}
	return result
}

func (r *run) submitOneNamed(kind check.Kind, name []byte, value float64, now int64) reply {
	if len(name) > abi.MaxNameBytes {
		return r.reject(abi.TooLarge, fmt.Sprintf(longText, abi.MaxNameBytes), display(name))
	}
	k, refused := r.context(name, nil, nil, nil)
	if k == nil {
		return refused
	}
	return r.sample(check.Sample{Context: k.Context, Kind: kind, Value: value, At: now})
}

// sample takes a sample, or refuses it.
func (r *run) sample(s check.Sample) reply {
	if math.IsNaN(s.Value) || math.IsInf(s.Value, 0) {
		return r.reject(abi.BadValue, "value is NaN or infinite", s.Context.Name)
	}
	if len(r.metrics.samples) >= r.limits.Samples {
		return r.reject(abi.Quota, overSamples, s.Context.Name)
	}
	r.metrics.samples = append(r.metrics.samples, s)
	return reply(abi.OK)
}

// tags copies a list of tags as a sorted set; those that are not UTF-8 are
// dropped with a warning. The instance's service is one of them.
func (r *run) tags(given [][]byte) []string {
	if len(given) == 0 && r.instance.Service == "" {
		return nil
	}
	tags := make([]string, 0, len(given)+1)
	for _, b := range given {
		switch tag, ok := r.text(b); {
		case !ok:
			r.journal.reject("tag is not UTF-8", display(b))
		case tag != "":
			tags = append(tags, tag)
		}
	}
	if r.instance.Service != "" {
		tags = append(tags, "service:"+r.instance.Service)
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// hostname is the given one, or else the agent's, unless the instance wants none.
func (r *run) hostname(given string) string {
	if given == "" && !r.instance.EmptyDefaultHostname {
		return r.runtime.options.Hostname
	}
	return given
}

func (r *run) now() int64 { return r.runtime.options.Now().UnixNano() }

// moment is a timestamp of the ABI, in Unix seconds or 0 for now, as Unix
// nanoseconds.
func (r *run) moment(seconds float64) (int64, bool) {
	const latest = 1 << 33 // in the year 2242; int64 nanoseconds end in 2262
	switch {
	case seconds == 0:
		return r.now(), true
	case seconds > 0 && seconds < latest: // false for NaN
		whole, fraction := math.Modf(seconds)
		return int64(whole)*int64(time.Second) + int64(math.Round(fraction*1e6))*int64(time.Microsecond), true
	default:
		return 0, false
	}
}

func float(b []byte) float64 {
	return math.Float64frombits(uint64(u32(b)) | uint64(u32(b[4:]))<<32)
}
