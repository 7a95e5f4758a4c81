// Package intaketest is a receiver for tests of whatever sends to a StackState
// intake.
//
// It believes nothing: each request must be right to the byte, by its headers
// and by a JSON schema, and what comes after another must fit it, or the test
// fails. It records what it took. It can be told to answer as receivers do on
// bad days.
//
//	r := intaketest.New(t, "key")
//	r.Answer(intaketest.Answer{Status: 403}) // the first request only
//	… configure url r.URL() and api_key key, run …
//	payloads := r.Await(1)
package intaketest
