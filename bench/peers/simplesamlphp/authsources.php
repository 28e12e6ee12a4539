<?php
$config = [
    'bench' => [
        'exampleauth:UserPass',
        'bench:bench' => [
            'uid' => ['bench'],
            'displayName' => ['Minta Ildikó'],
            'sn' => ['Minta'],
            'givenName' => ['Ildikó'],
            'mail' => ['minta.ildiko@example.org'],
        ],
    ],
];
