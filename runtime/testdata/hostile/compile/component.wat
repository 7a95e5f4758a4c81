;; tries: a component in place of a module
;; meets: bad module
;; detail: …a component, not a core module
(module binary "\00asm" "\0d\00\01\00")
