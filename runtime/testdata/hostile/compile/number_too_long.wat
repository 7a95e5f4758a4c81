;; tries: a number of six bytes where five are the most
;; meets: bad module
;; detail: …a number is longer than 5 bytes
(module binary
  "\00asm" "\01\00\00\00"
  "\01\80\80\80\80\80\00")
