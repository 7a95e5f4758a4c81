;; tries: a function body that says it is longer than its section
;; meets: bad module
;; detail: …a body needs 127 bytes, 2 are left
(module binary
  "\00asm" "\01\00\00\00"
  "\01\04\01\60\00\00"
  "\03\02\01\00"
  "\0a\04\01\7f\00\0b")
