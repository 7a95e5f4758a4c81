package wasi

import (
	"encoding/binary"
	"slices"
	"time"
)

const (
	realtime  = 0
	monotonic = 1
)

func (g *guest) now(clock uint32) (nanoseconds int64, ok bool) {
	if clock > monotonic {
		return 0, false
	}
	fixed := g.host.Fixed("the time")
	switch {
	case fixed && clock == realtime:
		return initRealtime, true
	case fixed:
		return initMonotonic, true
	case clock == realtime:
		return g.host.Now().UnixNano(), true
	default:
		return initMonotonic + int64(g.host.Elapsed()), true
	}
}

func clockResolution(g *guest, stack []uint64) errno {
	if uint32(stack[0]) > monotonic {
		return inval
	}
	g.put64(stack[1], 1)
	return success
}

func clockTime(g *guest, stack []uint64) errno {
	now, ok := g.now(uint32(stack[0]))
	if !ok {
		return inval
	}
	g.put64(stack[2], uint64(now))
	return success
}

// poll waits for the earliest of the guest's subscriptions. Clocks are waited
// for, within the guest's time and never during initialisation; files and
// output are always ready, and there is nothing else to wait for.
//
//	subscription, 48 bytes                      event, 32 bytes
//	 0  userdata u64                             0  userdata u64
//	 8  tag u8: 0 clock, 1 read, 2 write         8  error u16
//	16  clock id u32, or file u32               10  type u8, as the tag
//	24  timeout u64, ns                         16  bytes u64, flags u16
//	32  precision u64
//	40  flags u16: 1 the timeout is absolute
func poll(g *guest, stack []uint64) errno {
	const maxSubscriptions, subscriptionSize, eventSize = 128, 48, 32
	n := uint32(stack[2])
	if n == 0 || n > maxSubscriptions {
		return inval
	}
	in := g.Read(uint32(stack[0]), n*subscriptionSize)
	in = append([]byte(nil), in...) // the events may overlap the subscriptions
	out, events := g.Read(uint32(stack[1]), n*eventSize), uint32(0)
	g.Read(uint32(stack[3]), 4) // a bad pointer is not worth the wait
	delays := make([]time.Duration, n)
	for i := range delays {
		delays[i] = g.delay(in[i*subscriptionSize:])
	}
	wait := slices.Min(delays)
	if wait > 0 && !g.host.Fixed("the time") {
		g.sleep(wait)
	}
	for i, s := 0, in; len(s) > 0; i, s = i+1, s[subscriptionSize:] {
		if delays[i] > wait {
			continue
		}
		event := out[events*eventSize:][:eventSize]
		clear(event)
		copy(event, s[:8])
		event[10] = s[8]
		if code := g.ready(s); code != success {
			binary.LittleEndian.PutUint16(event[8:], uint16(code))
		}
		events++
	}
	g.put32(stack[3], events)
	return success
}

// delay is how long a subscription, relative to now, has to wait.
func (g *guest) delay(s []byte) time.Duration {
	now, ok := g.now(binary.LittleEndian.Uint32(s[16:]))
	if s[8] != 0 || !ok {
		return 0 // there is nothing to wait for
	}
	timeout := binary.LittleEndian.Uint64(s[24:])
	if s[40]&1 != 0 {
		timeout -= min(timeout, uint64(now))
	}
	return time.Duration(min(timeout, 1<<62))
}

func (g *guest) ready(s []byte) errno {
	what := binary.LittleEndian.Uint32(s[16:])
	switch tag := s[8]; {
	case tag == 0 && what > monotonic, tag > 2:
		return inval
	case tag == 1 && what != stdin && g.file(uint64(what)) == nil, tag == 2 && what != stdout && what != stderr:
		return badf
	}
	return success
}

func (g *guest) sleep(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	g.Wait(func() {
		select {
		case <-timer.C:
		case <-g.Context().Done():
		}
	})
}
