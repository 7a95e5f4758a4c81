;; tries: a file of no bytes
;; meets: bad module
;; detail: …not a WebAssembly module
(module binary "")
