// Package topology remembers which components and relations each source has
// shown last, so that "remove everything else" can be seen: how many elements
// a snapshot added, removed and left.
//
// It remembers identities only, never the data of elements, and it decides
// nothing about delivery: what a check sent goes out as it is, whatever is
// remembered here. A run that failed yields no snapshot, so nothing is applied
// and what was known stays known.
package topology
