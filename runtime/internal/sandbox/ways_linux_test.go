package sandbox

// ways are what older systems, or those that show less, do.
func ways() map[string]func(*image) {
	return map[string]func(*image){
		"70 pages, by reading /proc/self/pagemap": func(i *image) { i.file.private.ask = i.file.private.read },
		"70 pages, without /proc":                 func(i *image) { i.file.private.ask = nil },
	}
}
