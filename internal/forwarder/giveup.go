package forwarder

// left returns what of the item is still to be sent, in order.
func (l *lane) left(item Item) []Body {
	if parts := l.parts[item.ID]; len(parts) > 0 {
		return parts
	}
	return []Body{item.Body}
}

// forgetPart removes the first part of the item, and the item with its last.
func (l *lane) forgetPart(item Item) {
	if parts := l.parts[item.ID]; len(parts) > 1 {
		l.parts[item.ID] = parts[1:]
		return
	}
	l.forget(item)
}

func (l *lane) forget(item Item) {
	delete(l.parts, item.ID)
	l.queue.Remove(item.ID)
}

// giveUpPart gives up what was just sent of the item; with it the whole rest of
// the item where a snapshot may go on there.
func (l *lane) giveUpPart(item Item, sent Body, why Drop, err error) []Delivery {
	left := l.left(item)
	if item.Chain == 0 && !sent.Continued && len(left) > 1 {
		l.forgetPart(item)
		return []Delivery{l.drop(sent, why, err)}
	}
	news := []Delivery{l.drop(sent, why, err)}
	for _, part := range left[1:] {
		news = append(news, l.drop(part, Torn, err))
	}
	l.forget(item)
	return append(news, l.breakChain(item, err)...)
}

// giveUp gives up what is left of the item, and of the chain that it is in.
func (l *lane) giveUp(item Item, why Drop, err error) (news []Delivery) {
	for _, part := range l.left(item) {
		news = append(news, l.drop(part, why, err))
	}
	l.forget(item)
	return append(news, l.breakChain(item, err)...)
}

// breakChain gives up the bodies in which a snapshot goes on that has lost the
// given part.
func (l *lane) breakChain(lost Item, err error) (news []Delivery) {
	if lost.Chain == 0 {
		return nil
	}
	next, ok := l.queue.Next(lost.ID)
	for ok && next.Chain == lost.Chain {
		l.forget(next)
		news = append(news, l.drop(next.Body, Torn, err))
		next, ok = l.queue.Next(next.ID)
	}
	return news
}

// drop counts a body as given up.
func (l *lane) drop(body Body, why Drop, err error) Delivery {
	l.status.Dropped[why] += body.Items
	return l.news(body, Delivery{Err: err, Dropped: why})
}

// abandon gives up all that is queued, for good, and returns how many items
// that were, and why they were not taken.
func (l *lane) abandon() (items int, why error) {
	var news []Delivery
	defer func() { l.tell(news) }()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	bytes := 0
	for item, ok := l.queue.Next(0); ok; item, ok = l.queue.Next(0) {
		for _, part := range l.left(item) {
			items += part.Items
			bytes += len(part.Data)
		}
		l.forget(item)
	}
	why = errSlow
	if l.failure != nil {
		why = l.failure
	}
	if items > 0 {
		d := l.drop(Body{Items: items}, Undelivered, why)
		d.Bytes = bytes
		news = append(news, d)
	}
	return items, why
}
