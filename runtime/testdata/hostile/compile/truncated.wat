;; tries: a module that ends in the middle
;; meets: bad module
;; detail: …a section needs 4 bytes, 2 are left
(module binary
  "\00asm" "\01\00\00\00"
  "\01\04\01\60")
