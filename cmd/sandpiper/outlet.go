package main

import (
	"io"
	"sync"
	"time"
)

const (
	outletBytes    = 1 << 20     // some 10,000 lines
	outletPatience = time.Second // how long the end waits for whoever reads
)

// outlet passes lines on to where somebody may read them, or may not: a pipe
// that is full, or a terminal that was stopped, must not hold up the agent. A
// write never waits. What finds no room is dropped and counted, and the count
// is passed on in its place as soon as there is room again.
type outlet struct {
	to      io.Writer
	missing func(lines int) string // tells of lines that were dropped, as a line

	wake  chan struct{} // holds a token when there is something to do
	ended chan struct{} // closed when all is passed on after close

	mu      sync.Mutex // never held while to is written to
	waiting []byte
	dropped int // after what is waiting
	lost    int // ever
	closed  bool
}

func newOutlet(to io.Writer, missing func(lines int) string) *outlet {
	o := &outlet{to: to, missing: missing, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	go o.passOn()
	return o
}

// Write takes one line, and never fails.
func (o *outlet) Write(line []byte) (int, error) {
	o.mu.Lock()
	if o.dropped > 0 || len(o.waiting)+len(line) > outletBytes {
		o.dropped++ // also what would fit: lines are dropped in one piece
		o.lost++
	} else {
		o.waiting = append(o.waiting, line...)
	}
	o.mu.Unlock()
	o.rouse()
	return len(line), nil
}

func (o *outlet) rouse() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

func (o *outlet) passOn() {
	defer close(o.ended)
	for range o.wake {
		text, last := o.take()
		if len(text) > 0 {
			_, _ = o.to.Write(text) // an error: nobody is there to read it
		}
		if last {
			return
		}
	}
}

// take returns what is to be passed on next, and whether nothing follows.
func (o *outlet) take() (text []byte, last bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	text, o.waiting = o.waiting, nil
	if o.dropped > 0 {
		text = append(text, o.missing(o.dropped)...)
		o.dropped = 0
	}
	return text, o.closed
}

// Lost is how many lines were dropped until now.
func (o *outlet) Lost() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.lost
}

// close passes on what waits, and says whether somebody took it within
// outletPatience. Nothing may be written afterwards.
func (o *outlet) close() bool {
	o.mu.Lock()
	o.closed = true
	o.mu.Unlock()
	o.rouse()
	timer := time.NewTimer(outletPatience)
	defer timer.Stop()
	select {
	case <-o.ended:
		return true
	case <-timer.C:
		return false
	}
}
