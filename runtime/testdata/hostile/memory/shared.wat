;; tries: a memory that threads share
;; meets: bad module
;; detail: …threads are not supported (a shared memory)
(module binary
  "\00asm" "\01\00\00\00"
  "\05\04\01\03\01\02")
