package forwarder

import (
	"fmt"
	"time"
)

// enqueue puts the bodies of one payload into the queue.
func (l *lane) enqueue(at time.Time, bodies []Body, losses []Loss) {
	var news []Delivery
	defer func() { l.tell(news) }()
	l.mu.Lock()
	defer l.mu.Unlock()

	if len(losses) > 0 {
		err := summary(losses)
		l.noteError(err)
		news = append(news, l.drop(Body{Items: len(losses)}, Unencodable, err))
	}
	var chain, broken int64 // broken is a chain of this payload that lost a part
	for i, body := range bodies {
		if i == 0 || !bodies[i-1].Continued {
			chain = 0
			if body.Continued {
				l.chains++
				chain = l.chains
			}
		}
		var why Drop
		var err error
		switch {
		case l.closed:
			why, err = Undelivered, errStopped
		case chain != 0 && chain == broken:
			why, err = Torn, l.full()
		default:
			evicted, gone := l.makeRoom(len(body.Data))
			news = append(news, gone...)
			switch {
			case chain != 0 && evicted == chain:
				why, err = Torn, l.full()
			case l.queue.Size().Bytes+int64(len(body.Data)) > l.maxBytes:
				why, err = Overflow, l.full()
			}
		}
		if why != "" {
			news = append(news, l.drop(body, why, err))
			broken = chain
			continue
		}
		l.queue.Put(Item{At: at, Chain: chain, Body: body})
	}
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// makeRoom gives up the oldest items until bytes more fit. The one on its way
// is spared: it may be taken at this moment. It returns the newest chain that
// lost a part, 0 when none did.
func (l *lane) makeRoom(bytes int) (chain int64, news []Delivery) {
	if int64(bytes) > l.maxBytes {
		return 0, nil // nothing is worth giving up for what will not fit
	}
	for l.queue.Size().Bytes+int64(bytes) > l.maxBytes {
		item, ok := l.queue.Next(0)
		if ok && item.ID == l.sending {
			item, ok = l.queue.Next(item.ID)
		}
		if !ok {
			break
		}
		news = append(news, l.giveUp(item, Overflow, l.full())...)
		chain = max(chain, item.Chain)
	}
	return chain, news
}

func (l *lane) full() error { return fmt.Errorf("the queue of %d bytes is full", l.maxBytes) }

// summary names the first loss and counts the others.
func summary(losses []Loss) error {
	first := fmt.Errorf("encoding %s: %w", losses[0].Item, losses[0].Err)
	if n := len(losses) - 1; n > 0 {
		return fmt.Errorf("%w (and %d more)", first, n)
	}
	return first
}
