package connecthttp

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"strowger/internal/connectapi"
)

// numberRange is a run of telephone numbers: a prefix in E.164 and the number
// of digits that follow it, which may be any.
type numberRange struct {
	prefix string
	digits int
}

func (r numberRange) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		count, err := strconv.Atoi("1" + strings.Repeat("0", r.digits))
		if err != nil {
			return
		}
		for i := range count {
			if !yield(fmt.Sprintf("%s%0*d", r.prefix, r.digits, i)) {
				return
			}
		}
	}
}

func (r numberRange) has(number string) bool {
	return len(number) == len(r.prefix)+r.digits && strings.HasPrefix(number, r.prefix)
}

// offeredTypes are the types of number that can be claimed.
var offeredTypes = []connectapi.PhoneNumberType{connectapi.PhoneNumberTypeDid, connectapi.PhoneNumberTypeTollFree}

// numberRanges returns the numbers that are offered for a country and type.
// They reach nobody: where the authority of a country keeps numbers free for
// films and books, those are taken, and elsewhere numbers after 000, with which
// no national number begins, so that one cannot be somebody's by mistake.
func numberRanges(country connectapi.PhoneNumberCountryCode, typ connectapi.PhoneNumberType) []numberRange {
	if typ != connectapi.PhoneNumberTypeDid && typ != connectapi.PhoneNumberTypeTollFree {
		return nil
	}
	if kept := keptForFiction[string(country)+" "+string(typ)]; kept != nil {
		return kept
	}
	code := callingCode(country)
	if code == "" {
		return nil
	}
	if len(code) == areaCodeLength { // a country of the North American plan: 555-01xx is kept in each area
		if typ == connectapi.PhoneNumberTypeDid {
			return []numberRange{{"+" + code + "55501", 2}}
		}
		code = "1"
	}
	kind := "0"
	if typ == connectapi.PhoneNumberTypeTollFree {
		kind = "8"
	}
	return []numberRange{{fmt.Sprintf("+%s000%02d%02d%s", code, country[0]-'A', country[1]-'A', kind), 2}}
}

// keptForFiction are the ranges that authorities keep free, by country and type.
var keptForFiction = map[string][]numberRange{
	"US DID": {{"+120655501", 2}, {"+121255501", 2}, {"+130355501", 2}, {"+131255501", 2}, {"+140455501", 2}, {"+151255501", 2},
		{"+161755501", 2}, {"+170255501", 2}, {"+180855501", 2}, {"+191955501", 2}},
	"US TOLL_FREE": {{"+184455501", 2}, {"+185555501", 2}, {"+186655501", 2}},
	"CA DID": {{"+120455501", 2}, {"+140355501", 2}, {"+141655501", 2}, {"+151455501", 2}, {"+160455501", 2}, {"+161355501", 2},
		{"+190255501", 2}},
	"CA TOLL_FREE": {{"+187755501", 2}},
	"GB DID":       {{"+442079460", 3}, {"+441632960", 3}},
	"GB TOLL_FREE": {{"+448081570", 3}},
	"IE DID":       {{"+3532091", 5}},
	"AU DID":       {{"+6125550", 4}},
	"DE DID":       {{"+493023125", 3}, {"+496990009", 3}},
	"FR DID":       {{"+3319900", 4}},
	"SE DID":       {{"+463139006", 2}},
}

// areaCodeLength is the length of a calling code with a North American area code.
const areaCodeLength = 4

// callingCode returns the digits with which the numbers of a country begin.
func callingCode(country connectapi.PhoneNumberCountryCode) string {
	at := strings.Index(callingCodes, " "+string(country))
	if at < 0 || len(country) != 2 {
		return ""
	}
	rest := callingCodes[at+1+len(country):]
	return rest[:strings.IndexByte(rest, ' ')]
}

// callingCodes has the calling code of every country of the API; those of the
// North American plan have their area code as well, US and CA excepted.
const callingCodes = " AF93 AL355 DZ213 AS1684 AD376 AO244 AI1264 AQ672 AG1268 AR54 AM374 AW297 AU61 AT43 AZ994 BS1242 BH973 BD880 BB1246 " +
	"BY375 BE32 BZ501 BJ229 BM1441 BT975 BO591 BA387 BW267 BR55 IO246 VG1284 BN673 BG359 BF226 BI257 KH855 CM237 CA1 CV238 " +
	"KY1345 CF236 TD235 CL56 CN86 CX61 CC61 CO57 KM269 CK682 CR506 HR385 CU53 CW599 CY357 CZ420 CD243 DK45 DJ253 DM1767 DO1809 " +
	"TL670 EC593 EG20 SV503 GQ240 ER291 EE372 ET251 FK500 FO298 FJ679 FI358 FR33 PF689 GA241 GM220 GE995 DE49 GH233 GI350 GR30 " +
	"GL299 GD1473 GU1671 GT502 GG44 GN224 GW245 GY592 HT509 HN504 HK852 HU36 IS354 IN91 ID62 IR98 IQ964 IE353 IM44 IL972 IT39 " +
	"CI225 JM1876 JP81 JE44 JO962 KZ7 KE254 KI686 KW965 KG996 LA856 LV371 LB961 LS266 LR231 LY218 LI423 LT370 LU352 MO853 MK389 " +
	"MG261 MW265 MY60 MV960 ML223 MT356 MH692 MR222 MU230 YT262 MX52 FM691 MD373 MC377 MN976 ME382 MS1664 MA212 MZ258 MM95 NA264 " +
	"NR674 NP977 NL31 AN599 NC687 NZ64 NI505 NE227 NG234 NU683 KP850 MP1670 NO47 OM968 PK92 PW680 PA507 PG675 PY595 PE51 PH63 " +
	"PN64 PL48 PT351 PR1787 QA974 CG242 RE262 RO40 RU7 RW250 BL590 SH290 KN1869 LC1758 MF590 PM508 VC1784 WS685 SM378 ST239 SA966 " +
	"SN221 RS381 SC248 SL232 SG65 SX1721 SK421 SI386 SB677 SO252 ZA27 KR82 ES34 LK94 SD249 SR597 SJ47 SZ268 SE46 CH41 SY963 TW886 " +
	"TJ992 TZ255 TH66 TG228 TK690 TO676 TT1868 TN216 TR90 TM993 TC1649 TV688 VI1340 UG256 UA380 AE971 GB44 US1 UY598 UZ998 VU678 " +
	"VA39 VE58 VN84 WF681 EH212 YE967 ZM260 ZW263 "

// offered reports whether a number can be claimed at all, and of which country
// and type it is.
func offered(number string) (country connectapi.PhoneNumberCountryCode, typ connectapi.PhoneNumberType, ok bool) {
	for _, country := range country.Values() {
		for _, typ := range offeredTypes {
			for _, r := range numberRanges(country, typ) {
				if r.has(number) {
					return country, typ, true
				}
			}
		}
	}
	return "", "", false
}

// countryOf returns the country in which a number from elsewhere most likely is:
// the first in the order of the API whose calling code is the longest that fits.
// Of countries that share a code, the largest stands for all.
func countryOf(number string) connectapi.PhoneNumberCountryCode {
	shared := map[string]connectapi.PhoneNumberCountryCode{"1": "US", "7": "RU", "39": "IT", "44": "GB", "47": "NO", "61": "AU", "64": "NZ", "212": "MA", "262": "RE", "590": "MF", "599": "CW"}
	var found connectapi.PhoneNumberCountryCode
	longest := 0
	for _, country := range found.Values() {
		code := callingCode(country)
		if len(code) > longest && strings.HasPrefix(number, "+"+code) {
			found, longest = country, len(code)
			if main, ok := shared[code]; ok {
				found = main
			}
		}
	}
	return found
}
