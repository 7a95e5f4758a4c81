package config

import (
	"slices"
	"strings"
)

// few is how many words a hint lists at most.
const few = 12

// didYouMean is the hint for a word that is none of known: the one that it
// probably stands for, or else all of them when they are few.
func didYouMean(word string, known []string) string {
	switch n := nearest(word, known); {
	case n != "":
		return `did you mean "` + n + `"?`
	case len(known) == 1:
		return "the only one is " + known[0]
	default:
		return "known are " + enumerate(known)
	}
}

// nearest returns the known word that differs from word by no more than a
// third of its letters, "" when there is none.
func nearest(word string, known []string) string {
	fold := strings.NewReplacer("-", "_", " ", "_")
	folded := []rune(fold.Replace(strings.ToLower(word)))
	limit := max(1, len(folded)/3)
	best, distance := "", limit+1
	for _, k := range known {
		other := []rune(fold.Replace(strings.ToLower(k)))
		if len(other)-len(folded) > limit || len(folded)-len(other) > limit {
			continue
		}
		if d := edits(folded, other); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// edits is how many letters must be put in, left out, replaced or swapped with
// the next to turn a into b.
func edits(a, b []rune) int {
	above, row := make([]int, len(b)+1), make([]int, len(b)+1)
	var aboveThat []int
	for j := range row {
		row[j] = j
	}
	for i := range a {
		aboveThat, above, row = above, row, make([]int, len(b)+1)
		row[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(above[j]+cost, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], aboveThat[j-1]+1)
			}
		}
	}
	return row[len(b)]
}

// enumerate joins words for a sentence, and cuts a long list short.
func enumerate(words []string) string {
	if len(words) > few {
		words = append(slices.Clone(words[:few]), "…")
	}
	return strings.Join(words, ", ")
}
