;; tries: a function that declares 4 billion locals in six bytes
;; meets: bad module
;; detail: …found 4294967295 parameters and locals of one function, cap locals allows 1000; …
(module binary
  "\00asm" "\01\00\00\00"
  "\01\04\01\60\00\00"
  "\03\02\01\00"
  "\0a\0a\01\08\01\ff\ff\ff\ff\0f\7f\0b")
