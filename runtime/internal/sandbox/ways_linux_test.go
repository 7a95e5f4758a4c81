package sandbox

// ways are what older systems, or those that show less, do.
func ways() map[string]func(*image) {
	return map[string]func(*image){
		"70 pages, by reading /proc/self/pagemap": func(i *image) { i.file.private.scans = false },
		"70 pages, without /proc": func(i *image) {
			i.file.private.close()
			i.file.private = privatePages{}
		},
	}
}
