// Package egress decides which servers a check may reach, and connects to no
// others.
//
// A [Policy] says what an instance may reach: what its configuration names, and
// the lines of sandbox.allow. It is asked about each request, redirects
// included, before a name is resolved. A [Network] then resolves the name once,
// looks at each address, and dials an address that it has looked at, so that a
// name that changes its mind in between gains nothing. Some addresses are never
// reached, whoever allows them.
package egress
