;; tries: a section that says it is longer than the module
;; meets: bad module
;; detail: …a section needs 4294967295 bytes, 4 are left
(module binary
  "\00asm" "\01\00\00\00"
  "\01\ff\ff\ff\ff\0f\01\60\00\00")
