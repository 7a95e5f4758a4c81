;; tries: a file that is no WebAssembly at all
;; meets: bad module
;; detail: …not a WebAssembly module
(module binary "#!/bin/sh\n" "rm -rf /\n")
