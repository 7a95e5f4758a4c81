;; tries: a module of 20 bytes that says it has 4,294,967,295 functions
;; meets: bad module
;; detail: …4294967295 functions are announced, 0 bytes are left
(module binary
  "\00asm" "\01\00\00\00"
  "\01\04\01\60\00\00"
  "\03\05\ff\ff\ff\ff\0f")
