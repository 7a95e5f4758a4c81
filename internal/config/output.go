package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// chooseOutputs sets the outputs, and the first account, when all settings are
// known.
func (s *settings) chooseOutputs() {
	accounts := s.accounts()
	if len(accounts) > 0 {
		s.main.URL, s.main.APIKey = accounts[0].URL, accounts[0].APIKey
	} else {
		s.main.URL, s.main.APIKey = s.urls.first(), s.keys.first()
	}
	if s.list.d != nil {
		if outputs, ok := s.readOutputs(accounts); ok {
			s.main.Outputs = outputs
			return
		}
	}
	if s.old && len(accounts) > 0 {
		s.main.Outputs = accounts
		return
	}
	s.main.Outputs = append([]Output{{Kind: Console}}, accounts...)
}

func (p placed) first() string {
	if len(p.values) == 0 {
		return ""
	}
	return p.values[0]
}

// accounts pairs each URL with its key. One URL takes all the keys.
func (s *settings) accounts() []Output {
	urls, keys := s.urls.values, s.keys.values
	if len(urls) == 0 || len(keys) == 0 {
		s.halfAccount()
		return nil
	}
	if len(urls) > 1 && len(urls) != len(keys) {
		s.keys.d.fail(s.keys.n, fmt.Sprintf("%d URLs and %d API keys do not pair", len(urls), len(keys)),
			"give one key for each URL, or one URL for all keys")
		return nil
	}
	var accounts []Output
	for i, key := range keys {
		url := urls[0]
		if len(urls) > 1 {
			url = urls[i]
		}
		accounts = append(accounts, Output{Kind: StackState, URL: url, APIKey: key, Timeout: s.timeout, SkipSSLValidation: s.insecure})
	}
	return accounts
}

// halfAccount reports a URL without a key, or a key without a URL. A
// StackState.conf needs both, as it always did.
func (s *settings) halfAccount() {
	if s.old && s.list.d == nil {
		if d := s.documents[0]; d.valid() {
			d.at(Error, 0, 0, "[Main] needs both dd_url and api_key", "dd_url is where to send to, api_key the account there")
		}
		return
	}
	switch {
	case s.list.d != nil: // an output says what it lacks
	case s.urls.wrong || s.keys.wrong: // which is told
	case len(s.urls.values) > 0:
		s.urls.d.warn(s.urls.n, "nothing is sent to this URL without an api_key", "set api_key too")
	case len(s.keys.values) > 0:
		s.keys.d.warn(s.keys.n, "nothing is sent for this api_key without a URL", "set sts_url too")
	}
}

// readOutputs reads a list whose entries are the name of a kind, or a mapping
// that has it as kind. It returns false when none of them can be used.
//
//	outputs:
//	  - console
//	  - {kind: jsonl, path: out.jsonl}
//	  - {kind: stackstate, timeout: 5}
func (s *settings) readOutputs(accounts []Output) ([]Output, bool) {
	d := s.list.d
	items, ok := d.items("outputs", s.list.n)
	if !ok {
		return nil, false
	}
	if len(items) == 0 {
		d.warn(s.list.n, "there are no outputs; nothing that is collected goes anywhere", "name one or more of "+enumerate(kindsOfOutputs))
	}
	outputs := []Output{}
	add := func(item *yaml.Node, o Output) {
		if slices.ContainsFunc(outputs, o.leadsTo) {
			d.warn(item, fmt.Sprintf("an output %s of the same place stands above; this one is left out", o.Kind), "")
			return
		}
		outputs = append(outputs, o)
	}
	for _, item := range items {
		o, ok := s.readOutput(d, item)
		switch {
		case !ok:
		case o.Kind == StackState && o.URL == "" && o.APIKey == "" && len(accounts) > 0:
			for _, account := range accounts {
				account.Timeout, account.SkipSSLValidation = o.Timeout, o.SkipSSLValidation
				add(item, account)
			}
		case o.Kind == StackState:
			if o.URL == "" {
				o.URL = s.main.URL
			}
			if o.APIKey == "" {
				o.APIKey = s.main.APIKey
			}
			// What is wrong with one that is there has been told.
			var lacks []string
			if o.URL == "" && !s.urls.wrong {
				lacks = append(lacks, "url")
			}
			if o.APIKey == "" && !s.keys.wrong {
				lacks = append(lacks, "api_key")
			}
			if len(lacks) > 0 {
				d.fail(item, "the output stackstate has no "+strings.Join(lacks, " and no "),
					"set "+strings.Join(lacks, " and ")+" in it, or sts_url and api_key for the whole agent")
			}
			if o.URL != "" && o.APIKey != "" {
				add(item, o)
			}
		default:
			add(item, o)
		}
	}
	stream := Output{Kind: JSONL, Path: "-"}
	if slices.ContainsFunc(outputs, stream.leadsTo) && slices.Contains(outputs, Output{Kind: Console}) {
		d.warn(s.list.n, "console and jsonl both write to standard output, where their lines mix", "give jsonl a path, or leave one of them out")
	}
	return outputs, len(outputs) > 0 || len(items) == 0
}

var kindsOfOutputs = []string{Console, JSONL, StackState}

// leadsTo says that it leads where another does.
func (o Output) leadsTo(other Output) bool {
	return o.Kind == other.Kind && o.Path == other.Path && o.URL == other.URL && o.APIKey == other.APIKey
}

// readOutput returns false when it cannot be said where the output leads to,
// which is told.
func (s *settings) readOutput(d *document, n *yaml.Node) (Output, bool) {
	var o Output
	errors := 0
	where := func(read func(n *yaml.Node)) func(n *yaml.Node) {
		return func(n *yaml.Node) { errors += d.errorsOf(func() { read(n) }) }
	}
	kindAt := n
	var fields []pair
	if n.Kind == yaml.MappingNode {
		kindAt = nil
		for _, p := range d.pairs(n) {
			if p.key == "kind" {
				kindAt = p.value
			} else {
				fields = append(fields, p)
			}
		}
	}
	if kindAt == nil {
		d.fail(n, "this output has no kind", "add kind: with one of "+enumerate(kindsOfOutputs))
		return o, false
	}
	known := map[string]func(n *yaml.Node){}
	switch o.Kind, _ = d.text("kind", kindAt); o.Kind {
	case Console:
	case JSONL:
		o.Path = "-"
		known["path"] = where(func(n *yaml.Node) {
			if n.Value != "-" {
				assign(&o.Path)(d.path("path", n, s.list.base))
			}
		})
	case StackState:
		o.Timeout, o.SkipSSLValidation = s.timeout, s.insecure
		known["url"] = where(func(n *yaml.Node) {
			if text, ok := d.text("url", n); ok {
				assign(&o.URL)(d.receiver("url", n, text))
			}
		})
		known["api_key"] = where(func(n *yaml.Node) { assign(&o.APIKey)(d.text("api_key", n)) })
		known["timeout"] = func(n *yaml.Node) {
			assign(&o.Timeout)(d.positive("timeout", n, secondsOrDuration, time.Millisecond))
		}
		known["skip_ssl_validation"] = func(n *yaml.Node) { assign(&o.SkipSSLValidation)(d.yes("skip_ssl_validation", n)) }
	default:
		d.fail(kindAt, fmt.Sprintf("there is no output %s", show(kindAt)), didYouMean(kindAt.Value, kindsOfOutputs))
		return o, false
	}
	for _, p := range fields {
		if read, ok := known[p.key]; ok {
			read(p.value)
			continue
		}
		hint := "it has no settings"
		if len(known) > 0 {
			hint = didYouMean(p.key, sortedKeys(known))
		}
		d.warn(p.at, fmt.Sprintf("the output %s has no setting %s; it has no effect", o.Kind, quote(p.key)), hint)
	}
	return o, errors == 0
}
